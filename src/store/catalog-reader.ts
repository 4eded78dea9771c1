import type { RecordType } from '../schema/record-type.ts';
import { type Catalog, changeCatalog, LEASE_MS, PENDING_LEASE_MS, readCatalog, register } from './catalog.ts';
import type { DynamoTable } from './dynamo-client.ts';
import { declaredIndexes, firstPlacement, isSameIndex, type PlacedIndex } from './index-spec.ts';
import { WrongLayout } from './record-store.ts';
import { claimedUniques, declaredUniques, isSameUnique, type PlacedUnique } from './unique-fields.ts';

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
