import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import pMap from 'p-map';
import { isSafeName } from '../identity/claims.ts';
import type { RecordType } from '../schema/record-type.ts';
import { savedViews } from '../schema/saved-views.ts';
import { type CatalogReader, createCatalogReader } from '../store/catalog-reader.ts';
import { type Claims, createClaims, Outdated } from '../store/claims.ts';
import { applied, derivedAttributes } from '../store/derived-attributes.ts';
import { type Condition, createDynamoTable, type DynamoTable, isNew } from '../store/dynamo-client.ts';
import { createExpression } from '../store/expression.ts';
import { isRecord } from '../store/filter.ts';
import { groupBy } from '../store/grouped.ts';
import { type Item, recordKey } from '../store/keys.ts';
import { exportAttributes, itemFromExport } from '../store/record-item.ts';
import { NotUnique, type Scope, StoreUnavailable } from '../store/record-store.ts';
import { ACTION, FENCE, PARTITION_KEY, SORT_KEY, TTL_ATTRIBUTE } from '../store/table.ts';
import { ConditionFailed } from '../store/table-failures.ts';
import { type Held, heldBy } from '../store/unique-fields.ts';
import { UsageError } from '../usage-error.ts';
import { CHANGES, importEntry, recordOfEntry } from './history-lines.ts';
import { type Manifest, type Part, readManifest, readPart, totalOf } from './manifest.ts';
import type { OpenTable } from './open-table.ts';
import { importPerson, PEOPLE } from './people-lines.ts';
import { addToDigest, EMPTY_DIGEST, type RecordLine, readLine } from './record-line.ts';

export interface ImportOptions {
  readonly folder: string;
  readonly recordTypes: readonly RecordType[];
  /** The workspace to import into, for an export of one workspace. Default: the workspace that it came from. */
  readonly into?: string | undefined;
  readonly onProgress: (message: string) => void;
}

export interface Imported {
  readonly created: number;
  /** Existed with the same content. */
  readonly unchanged: number;
  /** Exist with different content. They are not changed. */
  readonly different: readonly string[];
  /** Not created, because another record has the same value in a unique field. */
  readonly taken: readonly string[];
}

const CONCURRENCY = 16;

/**
 * Creates the records, saved views, people and history of an export in a table, with their ids, versions and times.
 * Only the index keys are new: they follow the current definitions.
 * Overwrites nothing, so it can run again after an interruption, or on a table in use.
 * It also restores permanently deleted records.
 * @throws {UsageError} before the first write, if the export is damaged, incomplete, or has an unknown type
 */
export async function importRecords({ client, tableName }: OpenTable, options: ImportOptions): Promise<Imported> {
  const { folder, into, onProgress } = options;
  const manifest = await check(options);
  const types = new Map([...options.recordTypes, savedViews].map((type) => [type.name, type]));
  const table = createDynamoTable({ client, tableName });
  const claims = createClaims({ table, now: () => new Date() });
  const run: Run = { table, catalog: createCatalogReader({ table }), claims, writeId: randomUUID() };
  const counts = { created: 0, unchanged: 0 };
  const refused: Record<'different' | 'taken', string[]> = { different: [], taken: [] };

  async function write(line: RecordLine): Promise<'created' | 'unchanged' | 'different' | 'taken'> {
    const workspace = into ?? line.workspace;
    if (line.type === PEOPLE) return await importPerson(table, workspace, line);
    const type = types.get(line.type);
    if (type === undefined) throw new TypeError(`${line.type} is not a record type`);
    return await importRecord(run, { workspace, type }, line);
  }

  async function importLine(line: RecordLine): Promise<void> {
    const outcome = await write(line).catch(throwRunAgain);
    if (outcome === 'different' || outcome === 'taken') refused[outcome].push(`${line.type}/${line.record.id}`);
    else counts[outcome]++;
  }

  // First the history. Otherwise the change of the table that creates a record would make an entry in its place.
  let entries = 0;
  for (const part of manifest.parts) entries += await importHistory(table, await readLines(folder, part, isEntry), into);
  for (const part of manifest.parts) {
    const lines = await readLines(folder, part, (line) => !isEntry(line));
    await pMap(lines, importLine, { concurrency: CONCURRENCY });
    const records = counts.created + counts.unchanged + refused.different.length + refused.taken.length;
    onProgress(`${entries + records} of ${totalOf(manifest)} records`);
  }
  return { ...counts, different: refused.different.sort(), taken: refused.taken.sort() };
}

async function readLines(folder: string, part: Part, isWanted: (line: RecordLine) => boolean): Promise<readonly RecordLine[]> {
  return (await readPart(folder, part)).map(readLine).filter(isWanted);
}

function isEntry({ type }: RecordLine): boolean {
  return type === CHANGES;
}

/** @returns the number of entries */
async function importHistory(table: DynamoTable, lines: readonly RecordLine[], into: string | undefined): Promise<number> {
  const inOrder = async (ofOneRecord: readonly RecordLine[]) => {
    for (const line of ofOneRecord) await importEntry(table, into ?? line.workspace, line).catch(throwRunAgain);
  };
  await pMap(
    groupBy(lines, (line) => `${line.workspace}/${recordOfEntry(line)}`),
    inOrder,
    { concurrency: CONCURRENCY },
  );
  return lines.length;
}

/** Checks every file of an export and the number of its records. */
async function check({ folder, recordTypes, into }: ImportOptions): Promise<Manifest> {
  const manifest = await readManifest(folder);
  if (manifest === undefined) throw new UsageError(`There is no export in ${folder}: it has no manifest.json.`);
  if (!manifest.complete) throw new UsageError(`The export in ${folder} is incomplete. Run the export again with the same settings.`);
  const known = [PEOPLE, CHANGES, savedViews.name, ...recordTypes.map(({ name }) => name)];
  const unknown = Object.keys(manifest.records).filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new UsageError(`The export holds ${unknown.join(', ')}, which src/records does not list.`);
  if (into !== undefined && manifest.workspace === undefined) {
    throw new UsageError('--into needs an export of one workspace: npm run export -- --to FOLDER --workspace NAME.');
  }
  if (into !== undefined && !isSafeName(into))
    throw new UsageError(`"${into}" is not a valid workspace name. Use printable ASCII without spaces or "#".`);
  let digest = EMPTY_DIGEST;
  for (const part of manifest.parts) digest = (await readPart(folder, part)).reduce(addToDigest, digest);
  const counted = Object.values(manifest.records).reduce((sum, { live, trashed }) => sum + live + trashed, 0);
  if (digest !== manifest.digest || counted !== totalOf(manifest)) {
    throw new UsageError(`The manifest in ${folder} does not match its files. Use another copy of the export.`);
  }
  return manifest;
}

function throwRunAgain(error: unknown): never {
  if (!(error instanceof StoreUnavailable)) throw error;
  throw new UsageError(`${error.message}. The records imported so far are kept; run the command again.`, { cause: error });
}

interface Run {
  readonly table: DynamoTable;
  readonly catalog: CatalogReader;
  readonly claims: Claims;
  /** Set on each record that this run creates. It identifies a write whose response was lost. */
  readonly writeId: string;
}

async function importRecord(
  run: Run,
  scope: Scope,
  { record: { id, ...exported } }: RecordLine,
): Promise<'created' | 'unchanged' | 'different' | 'taken'> {
  const { table, catalog, claims, writeId } = run;
  const withDerived = (attributes: Item) => applied(attributes, derivedAttributes(scope.type, attributes));
  const record = { id, ...withDerived(exported) };
  const key = recordKey(scope, record.id);
  try {
    const indexes = await catalog.forWriting(scope.type);
    const held = heldBy(await catalog.uniques(scope.type), record);
    const item = { ...itemFromExport({ ...scope, indexes }, record.id, record, writeId), [ACTION]: 'import' };
    if (held.length === 0) await table.put(item, isFree);
    else await putUnique({ table, claims }, { scope, held, item });
    return 'created';
  } catch (error) {
    const isTaken = error instanceof NotUnique;
    if (!(isTaken || error instanceof ConditionFailed || error instanceof Outdated)) throw error;
    const found = await table.get(key);
    if (found?.['writeId'] === writeId) return 'created';
    if (isTaken && !isRecord(found)) return 'taken';
    return isRecord(found) && isDeepStrictEqual(exportAttributes(withDerived(found)), record) ? 'unchanged' : 'different';
  }
}

/** Uses the order of `store/claims.ts`: reads the fence, claims the values, and writes the record only if the fence is unchanged. */
async function putUnique(
  { table, claims }: Pick<Run, 'table' | 'claims'>,
  { scope, held, item }: { readonly scope: Scope; readonly held: readonly Held[]; readonly item: Item },
): Promise<void> {
  const id = String(item[SORT_KEY]);
  const before = await table.get(recordKey(scope, id));
  if (isRecord(before)) throw new Outdated();
  const incomplete = held.find(({ part }) => !part.complete);
  if (incomplete !== undefined) {
    throw new UsageError(`Not all values of ${scope.type.name}.${incomplete.part.field} are claimed yet. Run: npm run reindex.`);
  }
  await claims.take(scope, { id, from: 0 }, held);
  await table.put(item, isFreeAsRead(before));
}

/** A permanently deleted record leaves an item that expires. A new record can replace that item. */
const isFree: Condition = {
  condition: 'attribute_not_exists(#pk) OR attribute_exists(#expiresAt)',
  names: { '#pk': PARTITION_KEY, '#expiresAt': TTL_ATTRIBUTE },
  values: {},
};

function isFreeAsRead(before: Item | undefined): Condition {
  if (before === undefined) return isNew;
  const { name, value, condition } = createExpression();
  const fence = before[FENCE] === undefined ? `attribute_not_exists(${name(FENCE)})` : `${name(FENCE)} = ${value(before[FENCE])}`;
  return condition([`attribute_exists(${name(TTL_ATTRIBUTE)})`, fence]);
}
