import type { History } from '../../history/history.ts';
import type { People } from '../../people/people.ts';
import { type RecordType, titleField } from '../../schema/record-type.ts';
import { isBlank } from '../../schema/text-rules.ts';
import { createDryRun } from '../../store/dry-run-store.ts';
import type { Claim, Idempotency } from '../../store/idempotency.ts';
import { type RecordStore, type Scope, VersionConflict } from '../../store/record-store.ts';
import { Problem } from '../problem.ts';
import { createRecordOperations } from '../record-operations.ts';
import type { References } from '../references.ts';
import { claimHeaders, claimKey } from '../request/idempotency-key.ts';
import { checkUtf8 } from '../request/json-body.ts';
import type { Answer, ApiRequest, Route } from '../route.ts';
import { type ReportFault, toProblem } from '../to-problem.ts';
import { answerSize, MAX_ANSWER_BYTES } from './answer-size.ts';
import { matchRows, readMatch } from './csv-match.ts';
import { findByTitle, findPeople, type IdOfTitle, titleColumns } from './csv-references.ts';
import { importRow, inputOf, type Outcome } from './csv-row.ts';
import { invalidCsv, type Row, readTable, type Table } from './csv-table.ts';
import { closeChangeSet, runWrites } from './run-writes.ts';

const MAX_BODY_BYTES = 1024 * 1024;
/** Maximum size of a failed row in the response, without its faults. */
const SHORT_ROW_BYTES = 1_500;

export interface ImportOptions {
  readonly recordTypes: readonly RecordType[];
  readonly store: RecordStore;
  readonly people: People;
  readonly references: References;
  readonly idempotency: Idempotency;
  readonly reportFault: ReportFault;
  readonly history: History | undefined;
}

/**
 * Imports CSV. A row with an id updates that record. A row without an id updates the record that `match` finds, or else creates one.
 * The response lists the failed rows.
 */
export function importRoute({ recordTypes, store, people, references, idempotency, reportFault, history }: ImportOptions): Route {
  async function importCsv(request: ApiRequest): Promise<Answer> {
    const { type } = request.scope;
    checkUtf8(request.body);
    const match = readMatch(request);
    const read = await withIds(await readTable(type, request.body, titleColumns(type, recordTypes)), request.scope);
    if (match !== undefined && !read.columns.some(({ name }) => name === match)) throw invalidCsv(`The file has no column "${match}".`);
    // A dry run does not claim the key, because the import after it can use the same key.
    const isDryRun = request.flags.has('dryRun');
    const claim =
      (isDryRun ? undefined : await claimKey(idempotency, request, match === undefined ? '' : `?match=${match}`)) ??
      idempotency.unclaimed(request.author.changeSet);
    const table = await withMatches(read, request.scope, { match, claim });
    const inputs = table.rows.map((row) => inputOf(table, row));
    const operationsOn = async (used: RecordStore) =>
      await createRecordOperations({ recordTypes: [type], store: used, references }).ahead(request.scope, inputs);
    const operations = await operationsOn(isDryRun ? createDryRun(store) : store);
    // On a store of its own, because a row that is refused takes no unique value from the rows after it.
    const needsTrial = table.rows.some(({ unresolved }) => unresolved !== undefined);
    const trial = needsTrial ? await operationsOn(createDryRun(store)) : operations;
    const outcomes = outcomesOf(claim, table);
    const failed = new Map<number, Problem>();

    const writes = await runWrites(table.rows, {
      claim,
      typeName: request.scope.type.name,
      async apply(row, write) {
        if (outcomes.has(row.index)) return false;
        const outcome = await importRow({ request, operations, trial, store, claim, table }, row, write);
        outcomes.set(row.index, outcome);
        return outcome !== 'unchanged';
      },
      refuse(row, error) {
        const problem = rowProblem(row, error);
        reportFault(problem, request);
        failed.set(row.index, problem);
        return problem;
      },
    });
    if (!isDryRun) await closeChangeSet({ history, request, changeSet: claim.id, writes, reportFault });
    const withOutcome = (wanted: Outcome) => [...outcomes].flatMap(([index, outcome]) => (outcome === wanted ? [index] : []));
    const [created, updated, unchanged] = [withOutcome('created'), withOutcome('updated'), withOutcome('unchanged')];
    await idempotency.settle(claim, { applied: [...outcomes.keys()], unchanged });
    const counts = { created: created.length, updated: updated.length, unchanged: unchanged.length, failed: failed.size };
    return { status: 200, headers: isDryRun ? {} : claimHeaders(claim), body: { ...counts, rows: failedRows(failed, request) } };
  }

  /**
   * Replaces titles with ids in columns such as `customer.name`.
   * If no record or several records have a title, the row gets a fault.
   */
  async function withIds(table: Table, { workspace }: Scope): Promise<Table> {
    let { rows } = table;
    for (const { name, position, target } of table.titles) {
      const titles = rows.flatMap(({ cells }) => (isBlank(cells[position] ?? '') ? [] : [cells[position] ?? '']));
      const idOf =
        target === undefined
          ? await findPeople(people, workspace, name)
          : await findByTitle(store, { workspace, type: target }, { name, titles });
      if (idOf === undefined) {
        const reason = target === undefined ? 'is not possible with so many people' : `needs an index by ${titleField(target)}`;
        throw invalidCsv(`The column "${table.header[position]}" ${reason}; give ids in "${name}".`);
      }
      rows = rows.map((row) => withId(row, position, idOf));
    }
    return { ...table, rows };
  }

  async function withMatches(table: Table, scope: Scope, { match, claim }: { match: string | undefined; claim: Claim }): Promise<Table> {
    const column = table.columns.find(({ name }) => name === match);
    return column === undefined ? table : { ...table, rows: await matchRows(table.rows, { store, scope, claim, column }) };
  }

  return {
    name: 'importRecords',
    method: 'post',
    path: '/api/v1/:type/import',
    role: 'editor',
    parameters: ['dryRun'],
    textParameters: ['match'],
    readsHeaders: ['idempotency-key', 'change-set'],
    body: { types: ['text/csv'], limit: MAX_BODY_BYTES },
    handle: importCsv,
  };
}

function withId(row: Row, position: number, idOf: IdOfTitle): Row {
  const title = row.cells[position] ?? '';
  if (row.fault !== undefined || isBlank(title)) return row;
  const id = idOf(title);
  return typeof id === 'string' ? { ...row, cells: row.cells.with(position, id) } : { ...row, unresolved: [...(row.unresolved ?? []), id] };
}

/** Returns the outcomes of an earlier run of the same request, by row number. */
function outcomesOf({ applied, unchanged }: Claim, { rows }: Table): Map<number, Outcome> {
  const [done, same] = [new Set(applied), new Set(unchanged)];
  const outcome = ({ index, id }: Row): Outcome => (id === '' ? 'created' : same.has(index) ? 'unchanged' : 'updated');
  return new Map(rows.filter(({ index }) => done.has(index)).map((row) => [row.index, outcome(row)]));
}

/** Leaves the current record out of a version conflict: the records of a whole file would not fit in the response. */
function rowProblem({ version }: Row, error: unknown): Problem {
  if (!(error instanceof VersionConflict)) return toProblem(error);
  return new Problem('version-conflict', { detail: `The row has version ${version}; the record is at version ${error.current.version}.` });
}

/** Lists every failed row, in the order of the file. Where the faults do not fit in the response, it has their number instead. */
function failedRows(failed: ReadonlyMap<number, Problem>, { path, requestId }: ApiRequest): object[] {
  let bytesLeft = MAX_ANSWER_BYTES - failed.size * SHORT_ROW_BYTES;
  const inOrder = [...failed].sort(([a], [b]) => a - b);
  return inOrder.map(([row, problem]) => {
    const size = answerSize(problem.errors);
    const fits = size <= bytesLeft;
    if (fits) bytesLeft -= size;
    const body = (fits ? problem : problem.shortened()).toBody({ instance: path, requestId });
    return { row, status: problem.status, problem: body };
  });
}
