import pMap from 'p-map';
import type { CatalogReader } from './catalog-reader.ts';
import { toClaim } from './claim-item.ts';
import type { DynamoTable } from './dynamo-client.ts';
import { isRecord, isTrashed } from './filter.ts';
import { keyPart } from './index-spec.ts';
import { claimKey, type Item, recordKey } from './keys.ts';
import { toRecord } from './record-item.ts';
import { type Holders, IndexBuilding, type ListQuery, type RecordStore, type Scope, type StoredRecord } from './record-store.ts';
import { uniqueTerm } from './terms.ts';
import type { PlacedUnique } from './unique-fields.ts';

/** Maximum number of concurrent queries per request. */
const CONCURRENCY = 16;
/** Maximum number of records per value. Two are enough to show that a value is ambiguous. */
const ENOUGH = 2;

/** Returns the term by which `findHolders` finds a value, or `undefined` for a value that no record can have. */
export function termOfValue({ type }: Scope, field: string, value: unknown): string | undefined {
  return uniqueTerm(keyPart(type, field), { [field]: value });
}

export interface FindHoldersOptions {
  readonly table: DynamoTable;
  readonly catalog: CatalogReader;
  readonly list: RecordStore['list'];
}

/**
 * Finds the records with these values in a unique or indexed field, by the term of each value. Returns at most two per value.
 * For a unique field, it reads the claims, including the trash: two strongly consistent BatchGetItem per 100 values.
 * For other fields, it reads the index, without the trash: one Query per value, which may miss the writes of the last second.
 */
export async function findHolders(
  { table, catalog, list }: FindHoldersOptions,
  scope: Scope,
  field: string,
  values: readonly unknown[],
): Promise<Holders> {
  const byTerm = new Map(
    values.flatMap((value): [string, unknown][] => {
      const term = termOfValue(scope, field, value);
      return term === undefined ? [] : [[term, value]];
    }),
  );
  const part = (await catalog.uniques(scope.type)).find(
    (candidate) => candidate.field === field && scope.type.fields[field]?.unique === true,
  );
  if (part === undefined) return await byIndex({ catalog, list }, scope, field, byTerm);
  if (!part.complete) throw new IndexBuilding(field, 'unique');
  return await byClaims(table, scope, part, new Set(byTerm.keys()));
}

async function byClaims(table: DynamoTable, scope: Scope, part: PlacedUnique, terms: ReadonlySet<string>): Promise<Holders> {
  const claims = (await table.getMany([...terms].map((term) => claimKey(scope, part, term)))).flatMap((item) => toClaim(item) ?? []);
  const ids = claims.flatMap(({ holder, also }) => [holder, ...also]);
  const records = await table.getMany(ids.map((id) => recordKey(scope, id)));
  const holders = new Map<string, StoredRecord[]>();
  for (const item of records.filter(isRecord).sort(liveFirst)) {
    const term = uniqueTerm(part, item);
    if (term === undefined || !terms.has(term)) continue;
    const found = holders.get(term) ?? [];
    if (found.length < ENOUGH) holders.set(term, [...found, toRecord(scope, item)]);
  }
  return holders;
}

function liveFirst(a: Item, b: Item): number {
  return Number(isTrashed(a)) - Number(isTrashed(b));
}

async function byIndex(
  { catalog, list }: Pick<FindHoldersOptions, 'catalog' | 'list'>,
  scope: Scope,
  field: string,
  byTerm: ReadonlyMap<string, unknown>,
): Promise<Holders> {
  const readable = await catalog.forReading(scope.type);
  const index =
    readable.find(({ where }) => where?.field === field) ??
    readable.find(({ where, by }) => where === undefined && by !== 'createdAt' && by.field === field);
  if (index === undefined) throw new IndexBuilding(field, 'match');
  const sort = { field: index.by === 'createdAt' ? index.by : index.by.field, descending: false };
  const find = async ([term, value]: [string, unknown]): Promise<[string, readonly StoredRecord[]]> => {
    const query: ListQuery = { sort, filters: [{ field, operator: 'eq', values: [value] }], words: [], trashed: false };
    return [term, (await list(scope, query, { limit: ENOUGH })).records];
  };
  return new Map(await pMap(byTerm, find, { concurrency: CONCURRENCY }));
}
