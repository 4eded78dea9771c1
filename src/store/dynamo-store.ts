import { randomUUID } from 'node:crypto';
import { type CatalogReader, createCatalogReader } from './catalog-reader.ts';
import {
  type Change,
  type Changed,
  type ConditionalUpdate,
  isAccepted,
  sideClauses,
  updateOnCondition,
  versionClauses,
} from './conditional-update.ts';
import { applied, derivedAttributes } from './derived-attributes.ts';
import { type DynamoTable, isNew } from './dynamo-client.ts';
import { createExpression } from './expression.ts';
import { attributesOf, isRecord, isTrashed } from './filter.ts';
import { findHolders } from './find-holders.ts';
import { changeTimeKeys, type IndexedScope, liveIndexKeys, restoredIndexKeys, trashIndexKeys } from './index-keys.ts';
import { type Item, type Key, recordKey } from './keys.ts';
import { checkLayout } from './layout.ts';
import { newId, newItem, toRecord } from './record-item.ts';
import { countRecords, readPage } from './record-reader.ts';
import {
  GoneForGood,
  InTrash,
  NotFound,
  NotInTrash,
  type RecordStore,
  type Scope,
  type StoredRecord,
  StoreUnavailable,
  VersionConflict,
  type WriteOptions,
  type Written,
} from './record-store.ts';
import { SORT_KEY, TTL_ATTRIBUTE } from './table.ts';
import { ConditionFailed } from './table-failures.ts';
import { type PlacedUnique, uniquesAmong } from './unique-fields.ts';
import { createUniqueWrites } from './unique-writes.ts';
import { needsReadBack, readBack } from './verify-write.ts';
import { provesApplied, provesRefused } from './write-id.ts';

export interface DynamoStoreOptions {
  readonly table: DynamoTable;
  /** Default: the catalog in the table. */
  readonly catalog?: CatalogReader;
  readonly now?: () => Date;
  /** Returns whether the database still accepts writes, if the process can know. Default: `true`. */
  readonly isWritable?: (() => boolean) | undefined;
}

/** How long the id of a permanently deleted record is kept: longer than any idempotency key that created the record. */
const TOMBSTONE_SECONDS = 2 * 24 * 60 * 60;
/** Maximum number of attempts to destroy a record. Each retry means that another writer has changed the record. */
const ROUNDS = 3;

/** Creates a store in DynamoDB. Most operations send one request, a restore two. A failed condition costs one more request. */
export function createDynamoStore({
  table,
  catalog = createCatalogReader({ table }),
  now = () => new Date(),
  isWritable = () => true,
}: DynamoStoreOptions): RecordStore {
  const uniqueWrites = createUniqueWrites({ table, now });

  async function writable(scope: Scope): Promise<IndexedScope> {
    return { ...scope, indexes: await catalog.forWriting(scope.type) };
  }

  async function readable(scope: Scope): Promise<IndexedScope> {
    return { ...scope, indexes: await catalog.forReading(scope.type) };
  }

  function updates(scope: Scope): ConditionalUpdate {
    return { table, now, toRecord: (item) => toRecord(scope, item) };
  }

  async function find(key: Key): Promise<Item> {
    const item = await table.get(key);
    if (!isRecord(item)) throw new NotFound();
    return item;
  }

  async function write(scope: Scope, id: string, names: readonly string[], values: Item, options: WriteOptions): Promise<Written> {
    const key = recordKey(scope, id);
    const set = Object.fromEntries(names.flatMap((name) => (values[name] === undefined ? [] : [[name, values[name]]])));
    const unset = names.filter((name) => values[name] === undefined);
    const compared = names.map((name) => attributesOf(scope.type.fields, name));
    const former = compared.flatMap(([, ...others]) => others);
    const indexed = await writable(scope);
    const indexKeys = liveIndexKeys(indexed, id, set, new Set([...names, ...former]));
    const change = {
      side: 'live',
      set: { ...set, ...indexKeys.set },
      setAt: (updatedAt: string) => changeTimeKeys(indexed, id, updatedAt),
      remove: [...unset, ...former, ...indexKeys.remove],
      compared,
    } as const;
    const uniques = uniquesAmong(await catalog.uniques(scope.type), names);
    const { item, changed } =
      uniques.length === 0
        ? await updateOnCondition(updates(scope), key, change, options)
        : await writeUnique(scope, key, uniques, change, options);
    return { record: toRecord(scope, item), changed };
  }

  /** Reads the record first, because values are claimed for the version that was read. */
  async function writeUnique(
    scope: Scope,
    key: Key,
    uniques: readonly PlacedUnique[],
    change: Change,
    { changeSet, writeId = changeSet ?? randomUUID(), ...options }: WriteOptions,
  ): Promise<Changed> {
    const { ifMatch, batch } = options;
    return await uniqueWrites.change<Changed>(scope, uniques, {
      async read() {
        const item = await find(key);
        const foundId = String(item['writeId']);
        if (provesApplied(foundId, writeId, batch) || item['previousWriteId'] === writeId) return { done: { item, changed: true } };
        if (isTrashed(item)) throw new InTrash();
        if (provesRefused(foundId, writeId, batch) || !isAccepted(ifMatch, item)) throw new VersionConflict(toRecord(scope, item));
        return { item };
      },
      next: (item) => ({ ...Object.fromEntries(Object.entries(item).filter(([name]) => !change.remove.includes(name))), ...change.set }),
      async write(item) {
        const version = [Number(item['version'])];
        return await updateOnCondition(updates(scope), key, { ...change, behindFenceOf: item }, { ...options, writeId, ifMatch: version });
      },
    });
  }

  /** Handles a patch without fields. It reads the record and checks `ifMatch`, but writes nothing. */
  async function writeNothing(scope: Scope, id: string, { ifMatch }: WriteOptions): Promise<Written> {
    const item = await find(recordKey(scope, id));
    if (isTrashed(item)) throw new InTrash();
    if (!isAccepted(ifMatch, item)) throw new VersionConflict(toRecord(scope, item));
    return { record: toRecord(scope, item), changed: false };
  }

  const list: RecordStore['list'] = async (scope, query, page) => await readPage(table, await readable(scope), query, page);

  return {
    async get(scope, id, { trashed = false } = {}) {
      const item = await find(recordKey(scope, id));
      if (isTrashed(item) && !trashed) throw new InTrash();
      return toRecord(scope, item);
    },

    async getMany(scope, ids) {
      const items = await table.getMany([...new Set(ids)].map((id) => recordKey(scope, id)));
      return new Map(items.filter(isRecord).map((item) => [String(item[SORT_KEY]), toRecord(scope, item)]));
    },

    async create(scope, values, { id = newId(), changeSet, writeId = changeSet ?? randomUUID(), ...author }) {
      const item = newItem(await writable(scope), values, { id, writeId, ...author });
      const uniques = await catalog.uniques(scope.type);
      if (uniques.length > 0) return toRecord(scope, await uniqueWrites.create(scope, uniques, item));
      try {
        await table.put(item, isNew);
        return toRecord(scope, item);
      } catch (error) {
        if (!needsReadBack(error)) throw error;
        const current = await readBack(table, recordKey(scope, id), error);
        if (isRecord(current)) return toRecord(scope, current);
        if (current !== undefined) throw new GoneForGood();
        throw error;
      }
    },

    async patch(scope, id, { set, unset }, options) {
      const names = [...Object.keys(set), ...unset];
      return names.length === 0 ? await writeNothing(scope, id, options) : await write(scope, id, names, set, options);
    },

    async replace(scope, id, values, options) {
      return await write(scope, id, Object.keys(scope.type.fields), values, options);
    },

    async trash(scope, id, options) {
      const indexed = await writable(scope);
      const { set, remove } = trashIndexKeys(indexed, id);
      const setAt = (updatedAt: string) => changeTimeKeys(indexed, id, updatedAt);
      const change = { side: 'live', set: { ...set, deletedAt: now().toISOString() }, setAt, remove } as const;
      const { item } = await updateOnCondition(updates(scope), recordKey(scope, id), change, options);
      return toRecord(scope, item);
    },

    /** Sends two requests. Keys of indexes with `where` come from the record, so they are valid only for the version that was read. */
    async restore(scope, id, { ifMatch, changeSet, writeId = changeSet ?? randomUUID(), batch, ...author }) {
      const key = recordKey(scope, id);
      return await uniqueWrites.change<StoredRecord>(scope, await catalog.uniques(scope.type), {
        restores: true,
        async read() {
          const item = await find(key);
          const foundId = String(item['writeId']);
          const record = toRecord(scope, item);
          if (provesApplied(foundId, writeId, batch)) return { done: record };
          if (!isTrashed(item)) throw new NotInTrash();
          if (provesRefused(foundId, writeId, batch) || !isAccepted(ifMatch, item)) throw new VersionConflict(record);
          return { item };
        },
        next: (item) => item,
        async write(item) {
          const indexed = await writable(scope);
          const derived = derivedAttributes(scope.type, item);
          const keys = restoredIndexKeys(indexed, id, applied(item, derived));
          const setAt = (updatedAt: string) => changeTimeKeys(indexed, id, updatedAt);
          const set = { ...derived.set, ...keys.set };
          const remove = [...derived.remove, ...keys.remove, 'deletedAt'];
          const change = { side: 'trash', set, setAt, remove, behindFenceOf: item } as const;
          const options = { ...author, writeId, batch, ifMatch: [Number(item['version'])] };
          return toRecord(scope, (await updateOnCondition(updates(scope), key, change, options)).item);
        },
      });
    },

    /** Leaves a tombstone with only the id and who deleted it, so that a late retry of the create does not restore the record. */
    async destroy(scope, id, { ifMatch, changeSet, writeId = changeSet ?? randomUUID(), by }) {
      const key = recordKey(scope, id);
      const at = now();
      const author = { updatedAt: at.toISOString(), updatedBy: by };
      const tombstone = { ...key, ...author, writeId, [TTL_ATTRIBUTE]: Math.floor(at.getTime() / 1000) + TOMBSTONE_SECONDS };
      const expression = createExpression();
      const clauses = [...sideClauses(expression, 'either'), ...versionClauses(expression, ifMatch)];
      const uniques = await catalog.uniques(scope.type);
      const claims = uniques.length === 0 ? [] : await uniqueWrites.claimsOf(scope, uniques, id);
      for (let round = 0; round < ROUNDS; round++) {
        try {
          await table.put(tombstone, expression.condition(clauses));
          return await uniqueWrites.release(claims);
        } catch (error) {
          if (!needsReadBack(error)) throw error;
          const current = await readBack(table, key, error);
          if (current?.['writeId'] === writeId) return await uniqueWrites.release(claims);
          if (isRecord(current) && !isAccepted(ifMatch, current)) throw new VersionConflict(toRecord(scope, current));
          if (!(error instanceof ConditionFailed)) throw error;
          if (!isRecord(current)) throw new NotFound();
        }
      }
      throw tooBusy();
    },

    list,
    count: async (scope, query, groupBy) => await countRecords(table, await readable(scope), query, groupBy),

    findHolders: async (...wanted) => await findHolders({ table, catalog, list }, ...wanted),

    async ready() {
      await catalog.check();
      await checkLayout(table);
      if (!isWritable()) throw new StoreUnavailable('the database takes no more writes', { outcomeUnknown: false });
    },
  };
}

function tooBusy(): StoreUnavailable {
  return new StoreUnavailable('too many concurrent writes to one record', { outcomeUnknown: false });
}
