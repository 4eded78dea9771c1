import { isKeyFormatName } from '../schema/key-format.ts';
import type { RecordType } from '../schema/record-type.ts';
import { signatureEntry } from './computed-signature.ts';
import type { DynamoTable } from './dynamo-client.ts';
import { createExpression } from './expression.ts';
import { declaredIndexes, firstPlacement, isSameIndex, type KeyPart, type PlacedIndex } from './index-spec.ts';
import type { Item } from './keys.ts';
import { checkLayoutItem, LAYOUT_KEY } from './layout.ts';
import { StoreUnavailable, WrongLayout } from './record-store.ts';
import { ConditionFailed } from './table-failures.ts';
import { claimedUniques, declaredUniques, firstUniques, isSameUnique, type PlacedUnique } from './unique-fields.ts';

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
  /** The functions whose values all records have; absent if there are none. */
  readonly computed?: string | undefined;
  /** The running or interrupted reindex. */
  readonly pass?: Pass | undefined;
}

export interface Pass {
  /** The id of the run. */
  readonly id: string;
  /** The key in the table after which the run continues. */
  readonly after?: Item | undefined;
  /** The functions that the run computes fields with; absent if there are none. */
  readonly computed?: string | undefined;
}

/** The catalog of an empty table. */
export const NEW_CATALOG: Omit<Catalog, 'layout'> = { revision: 1, types: {} };

/** How long a process uses the catalog that it has read. After this time, every process knows a change. */
export const LEASE_MS = 5 * 60_000;
/** The lease while an index or a unique field is missing or incomplete. */
export const PENDING_LEASE_MS = 30_000;

/** The catalog for the store. Every method reads it if necessary, and can throw `WrongLayout` like `checkLayout`. */
export interface CatalogReader {
  /** Resolves if the table has a supported layout. */
  check(): Promise<void>;
  /** Returns the indexes whose keys a write sets. Adds the type to the catalog if it is missing. */
  forWriting(type: RecordType): Promise<readonly PlacedIndex[]>;
  /** Returns the complete indexes of the current definition, which can be read. */
  forReading(type: RecordType): Promise<readonly PlacedIndex[]>;
  /** Returns the same indexes as `forWriting`. Does not change the catalog. */
  placed(type: RecordType): Promise<readonly PlacedIndex[]>;
  /** Returns the unique fields whose values a write claims. Adds the type to the catalog if it is missing. */
  uniques(type: RecordType): Promise<readonly PlacedUnique[]>;
}

export interface CatalogReaderOptions {
  readonly table: DynamoTable;
  /** Called if the table has no supported layout. Marks an empty table, otherwise throws `WrongLayout`. */
  readonly prepare?: (() => Promise<unknown>) | undefined;
  readonly now?: () => number;
}

/** Creates a reader that reads the catalog at the first use, and again when its lease has expired. */
export function createCatalogReader({ table, prepare, now = Date.now }: CatalogReaderOptions): CatalogReader {
  let known: Known | undefined;
  let reading: Promise<Catalog> | undefined;
  const registering = new Map<string, Promise<Catalog>>();

  async function current(type: RecordType): Promise<Placement> {
    const placement = known?.placementOf(type);
    if (known !== undefined && placement !== undefined && now() - known.at < placement.lease) return placement;
    return (await read()).placementOf(type);
  }

  async function read(): Promise<Known> {
    const at = now();
    reading ??= readOrPrepare().finally(() => {
      reading = undefined;
    });
    return remember(await reading, at);
  }

  async function readOrPrepare(): Promise<Catalog> {
    try {
      return await readCatalog(table);
    } catch (error) {
      if (!(error instanceof WrongLayout) || prepare === undefined) throw error;
      await prepare();
      return await readCatalog(table);
    }
  }

  /** Adds a type to the catalog. Concurrent writes share one change. */
  async function enter(type: RecordType): Promise<Placement> {
    const at = now();
    const running =
      registering.get(type.name) ??
      changeCatalog(table, (latest) => register(latest, [type])).finally(() => {
        registering.delete(type.name);
      });
    registering.set(type.name, running);
    return remember(await running, at).placementOf(type);
  }

  function remember(catalog: Catalog, at: number): Known {
    known = { at, placementOf: rememberPlacements(catalog) };
    return known;
  }

  return {
    async check() {
      if (known === undefined) await read();
    },

    async forReading(type) {
      return (await current(type)).readable;
    },

    async forWriting(type) {
      const placement = await current(type);
      return placement.isMissing ? (await enter(type)).indexes : placement.indexes;
    },

    async placed(type) {
      return (await current(type)).indexes;
    },

    async uniques(type) {
      const placement = await current(type);
      const isNew = placement.isMissing && placement.uniques.length > 0;
      return isNew ? (await enter(type)).uniques : placement.uniques;
    },
  };
}

/** A catalog that a process has read. */
interface Known {
  readonly at: number;
  placementOf(type: RecordType): Placement;
}

/** What the requests of one type need of a catalog. */
interface Placement {
  /** Whether the type has to enter the catalog before its first record is written. */
  readonly isMissing: boolean;
  readonly indexes: readonly PlacedIndex[];
  readonly readable: readonly PlacedIndex[];
  readonly uniques: readonly PlacedUnique[];
  /** Milliseconds for which the type's requests use the catalog. */
  readonly lease: number;
}

/** Compares the catalog with each definition once, and not for each request. */
function rememberPlacements(catalog: Catalog): (type: RecordType) => Placement {
  const placements = new Map<RecordType, Placement>();
  return (type) => {
    const placement = placements.get(type) ?? placementIn(catalog, type);
    placements.set(type, placement);
    return placement;
  };
}

function placementIn(catalog: Catalog, type: RecordType): Placement {
  const { indexes = [], unique = [] } = catalog.types[type.name] ?? {};
  const placed = catalog.revision === 0 ? unknownPlacement(catalog, type) : indexes;
  return {
    isMissing: catalog.revision > 0 && catalog.types[type.name] === undefined,
    indexes: placed,
    readable: readableIndexes(type, placed),
    uniques: claimedUniques(type, unique),
    lease: leaseFor(catalog, type),
  };
}

function leaseFor(catalog: Catalog, type: RecordType): number {
  const { indexes = [], unique = [] } = catalog.types[type.name] ?? {};
  const isReady =
    declaredIndexes(type).every((spec) => findComplete(indexes, spec)) &&
    declaredUniques(type).every((part) => unique.some((placed) => placed.complete && isSameUnique(placed, part)));
  return isReady ? LEASE_MS : PENDING_LEASE_MS;
}

function findComplete(placed: readonly PlacedIndex[], spec: ReturnType<typeof declaredIndexes>[number]): PlacedIndex | undefined {
  return placed.find((index) => index.complete && isSameIndex(index, spec));
}

/**
 * Returns the placement without a catalog: slots follow the order of the definition, as in older versions.
 * No index is known to be complete.
 */
function unknownPlacement({ layout }: Catalog, type: RecordType): PlacedIndex[] {
  return firstPlacement(type, layout).map((index) => ({ ...index, complete: false }));
}

function readableIndexes(type: RecordType, placed: readonly PlacedIndex[]): PlacedIndex[] {
  return declaredIndexes(type).flatMap((spec) => findComplete(placed, spec) ?? []);
}

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
  throw new StoreUnavailable('too many writers at the catalog', { outcomeUnknown: false });
}

function parseCatalog({ revision, types }: Item): Omit<Catalog, 'layout'> {
  if (typeof revision !== 'number' || !isObject(types)) throw new TypeError('the catalog of the table is damaged');
  return { revision, types: Object.fromEntries(Object.entries(types).map(([name, entry]) => [name, parseType(name, entry)])) };
}

function parseType(name: string, entry: unknown): TypeCatalog {
  if (!isObject(entry) || !Array.isArray(entry['indexes'])) throw new TypeError(`the catalog of ${name} is damaged`);
  const { indexes, unique, computed, pass } = entry;
  return {
    indexes: indexes.map((index) => parseIndex(name, index)),
    ...withUniques(Array.isArray(unique) ? unique.map((part) => parseUnique(name, part)) : []),
    ...(typeof computed === 'string' ? { computed } : {}),
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
