import { isKeyFormatName } from '../schema/key-format.ts';
import type { RecordType } from '../schema/record-type.ts';
import { signatureEntry } from './derived-signature.ts';
import type { DynamoTable } from './dynamo-client.ts';
import { createExpression } from './expression.ts';
import { firstPlacement, type KeyPart, type PlacedIndex } from './index-spec.ts';
import type { Item } from './keys.ts';
import { checkLayoutItem, LAYOUT_KEY } from './layout.ts';
import { StoreUnavailable } from './record-store.ts';
import { ConditionFailed } from './table-failures.ts';
import { firstUniques, type PlacedUnique } from './unique-fields.ts';

/**
 * The catalog is a part of the item about the table (`layout.ts`).
 * It contains the slot of each index of a type, and whether the index is complete. So the order of indexes in a definition does not matter.
 * A definition can change while records exist, and while two versions of the code run.
 *
 * - A process writes the keys of every index in the catalog, including indexes that its own definition does not have.
 * - A process reads an index only if its own definition has the index and the catalog marks it as complete.
 * - Before the first record of a type is written, the type's indexes enter the catalog as complete, because no record lacks their keys.
 * - Only `reindex.ts` adds later indexes, as incomplete. It waits until every process has written their keys for some time (`LEASE_MS`).
 *   Then it checks every record, and marks the indexes as complete.
 *
 * These are the states of "Online, Asynchronous Schema Change in F1" (Rae et al., VLDB 2013).
 * The state "delete-only" is not needed, because every record is checked.
 */
export interface Catalog {
  /** The layout of the table, which determines the number of slots. */
  readonly layout: number;
  /** Increases with each change. 0 if there is no catalog yet; the table may then have older records. */
  readonly revision: number;
  /** By name of the type. A missing type has no records. */
  readonly types: Readonly<Record<string, TypeCatalog>>;
}

export interface TypeCatalog {
  readonly indexes: readonly PlacedIndex[];
  /** The unique fields; absent if there are none. They have the same states as indexes: claimed by every process, complete, or dropped. */
  readonly unique?: readonly PlacedUnique[] | undefined;
  /** The functions and defaults whose values all records have; absent if there are none. */
  readonly derived?: string | undefined;
  /** The running or interrupted reindex. */
  readonly pass?: Pass | undefined;
}

export interface Pass {
  /** The id of the run. */
  readonly id: string;
  /** The key in the table after which the run continues. */
  readonly after?: Item | undefined;
  /** The functions and defaults whose values the run writes; absent if there are none. */
  readonly derived?: string | undefined;
}

/** The catalog of an empty table. */
export const NEW_CATALOG: Omit<Catalog, 'layout'> = { revision: 1, types: {} };

/** How long a process uses the catalog that it has read. After this time, every process knows a change. */
export const LEASE_MS = 5 * 60_000;
/** The lease while an index or a unique field is missing or incomplete. */
export const PENDING_LEASE_MS = 30_000;

/** Returns the catalog with new types added, which have no records yet. */
export function register(catalog: Catalog, types: readonly RecordType[]): Catalog {
  const added = types.filter(({ name }) => catalog.types[name] === undefined);
  if (added.length === 0) return catalog;
  const entries = added.map((type): [string, TypeCatalog] => [
    type.name,
    { indexes: firstPlacement(type, catalog.layout), ...withUniques(firstUniques(type)), ...signatureEntry(type) },
  ]);
  return { ...catalog, types: { ...catalog.types, ...Object.fromEntries(entries) } };
}

/** Returns the property `unique` of a type's entry, or nothing if there are no unique fields. */
export function withUniques(unique: readonly PlacedUnique[]): Pick<TypeCatalog, 'unique'> {
  return unique.length === 0 ? {} : { unique };
}

export async function readCatalog(table: DynamoTable): Promise<Catalog> {
  const item = await table.get(LAYOUT_KEY);
  const layout = checkLayoutItem(item);
  return item?.['revision'] === undefined ? { layout, revision: 0, types: {} } : { layout, ...parseCatalog(item) };
}

/** Maximum number of attempts. Each retry means that another process has changed the catalog. */
const ROUNDS = 10;

/**
 * Changes the current catalog.
 * @param change runs again if another process has changed the catalog; returns the same object to change nothing
 */
export async function changeCatalog(table: DynamoTable, change: (catalog: Catalog) => Catalog): Promise<Catalog> {
  for (let round = 0; round < ROUNDS; round++) {
    const catalog = await readCatalog(table);
    const changed = change(catalog);
    if (changed === catalog) return catalog;
    const next = { ...changed, revision: catalog.revision + 1 };
    const expression = createExpression();
    const revision = expression.name('revision');
    const isUnchanged =
      catalog.revision === 0 ? `attribute_not_exists(${revision})` : `${revision} = ${expression.value(catalog.revision)}`;
    try {
      await table.update(LAYOUT_KEY, expression.update({ set: { revision: next.revision, types: next.types }, remove: [] }, [isUnchanged]));
      return next;
    } catch (error) {
      if (!(error instanceof ConditionFailed) && !(error instanceof StoreUnavailable && error.outcomeUnknown)) throw error;
    }
  }
  throw new StoreUnavailable('too many concurrent writes to the catalog', { outcomeUnknown: false });
}

function parseCatalog({ revision, types }: Item): Omit<Catalog, 'layout'> {
  if (typeof revision !== 'number' || !isObject(types)) throw new TypeError('the catalog of the table is damaged');
  return { revision, types: Object.fromEntries(Object.entries(types).map(([name, entry]) => [name, parseType(name, entry)])) };
}

function parseType(name: string, entry: unknown): TypeCatalog {
  if (!isObject(entry) || !Array.isArray(entry['indexes'])) throw new TypeError(`the catalog of ${name} is damaged`);
  const { indexes, unique, derived, pass } = entry;
  return {
    indexes: indexes.map((index) => parseIndex(name, index)),
    ...withUniques(Array.isArray(unique) ? unique.map((part) => parseUnique(name, part)) : []),
    ...(typeof derived === 'string' ? { derived } : {}),
    ...(isPass(pass) ? { pass } : {}),
  };
}

function parseUnique(name: string, part: unknown): PlacedUnique {
  if (isKeyPart(part) && 'complete' in part && typeof part.complete === 'boolean') return { ...part, complete: part.complete };
  throw new TypeError(`the catalog of ${name} is damaged, or of a later version of this service`);
}

function parseIndex(name: string, index: unknown): PlacedIndex {
  if (!isObject(index)) throw new TypeError(`the catalog of ${name} is damaged`);
  const { where, by, slot, complete } = index;
  if (typeof slot === 'number' && typeof complete === 'boolean' && (by === 'createdAt' || isKeyPart(by))) {
    if (where === undefined) return { by, slot, complete };
    if (isKeyPart(where)) return { where, by, slot, complete };
  }
  throw new TypeError(`the catalog of ${name} is damaged, or of a later version of this service`);
}

function isKeyPart(part: unknown): part is KeyPart {
  if (!isObject(part)) return false;
  const { field, was, format } = part;
  return typeof field === 'string' && (was === undefined || typeof was === 'string') && isKeyFormatName(format);
}

function isPass(pass: unknown): pass is Pass {
  return isObject(pass) && typeof pass['id'] === 'string';
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
