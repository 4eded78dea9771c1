import type { Field } from '../../schema/field.ts';
import { matchFields } from '../../schema/record-type.ts';
import { isBlank } from '../../schema/text-rules.ts';
import { type Claim, recordIdOf } from '../../store/idempotency.ts';
import type { RecordStore, Scope } from '../../store/record-store.ts';
import { malformed, Problem } from '../problem.ts';
import { isFault } from '../request/fault-collector.ts';
import { fault, singleValue } from '../request/query-parameters.ts';
import type { ApiRequest } from '../route.ts';

/** Returns the parameter `match`: the field by which rows without an id find their records. @throws {Problem} `malformed-request` */
export function readMatch({ query, scope: { type } }: ApiRequest): string | undefined {
  const name = singleValue(query.parameters, 'match');
  if (isFault(name)) throw malformed([name]);
  const allowed = matchFields(type);
  if (name === undefined || allowed.includes(name)) return name;
  const detail =
    allowed.length === 0
      ? `is not possible, because no field of ${type.name} is unique or indexed`
      : `must be a unique or indexed field: ${allowed.join(', ')}`;
  throw malformed([fault('match', 'not-a-match-field', detail)]);
}

interface MatchedRow {
  readonly index: number;
  readonly id: string;
  readonly cells: readonly string[];
  readonly fault?: Problem;
}

export interface MatchOptions {
  readonly store: RecordStore;
  readonly scope: Scope;
  readonly claim: Claim;
  readonly column: { readonly name: string; readonly field: Field; readonly position: number };
}

/**
 * Gives each row without an id the id of the live record with the same value. A row without a match creates a record.
 * A row fails if several records have its value, or if an earlier row has it.
 */
export async function matchRows<Row extends MatchedRow>(rows: readonly Row[], options: MatchOptions): Promise<Row[]> {
  const { store, scope, claim, column } = options;
  const values = new Map(rows.map((row) => [row, matchValue(row, column)]));
  const wanted = [...values.values()].filter((value) => value !== undefined);
  const holders = await store.findHolders(scope, column.name, wanted);
  const rowsOfTerms = new Map<string, number>();

  return rows.map((row) => {
    const value = values.get(row);
    const term = value === undefined ? undefined : column.field.terms(value)[0];
    if (term === undefined) return row;
    const earlier = rowsOfTerms.get(term);
    if (earlier !== undefined) return { ...row, fault: refused(column.name, 'repeated', `must not repeat the value of row ${earlier}`) };
    rowsOfTerms.set(term, row.index);
    const [found, another] = (holders.get(term) ?? []).filter(({ deletedAt }) => deletedAt === undefined);
    if (another !== undefined) {
      return { ...row, fault: refused(column.name, 'several-records', 'must be the value of one record; several have it') };
    }
    // If an earlier run of the same request created the record, the row is still a create.
    return found === undefined || found.id === recordIdOf(claim, row.index) ? row : { ...row, id: found.id };
  });
}

function matchValue({ id, fault, cells }: MatchedRow, { field, position }: MatchOptions['column']): unknown {
  const cell = cells[position] ?? '';
  if (id !== '' || fault !== undefined || isBlank(cell)) return undefined;
  const parsed = (field.parseStored ?? field.parse)((field.fromCell ?? field.fromText)(cell));
  return parsed.ok ? parsed.value : undefined;
}

function refused(name: string, code: string, detail: string): Problem {
  return new Problem('invalid-record', {
    detail: 'A field is invalid; see "errors".',
    errors: [{ in: 'body', pointer: `/${name}`, code, detail }],
  });
}
