import { Stream } from 'node:stream';
import type { Callback, Level, LevelIterator, Operation, Range, Store, SubDatabase } from 'dynalite/db/index.js';
import type { ChangeLog, StoredItem } from './change-log.ts';

/** The LevelDB interface that dynalite's actions use. */
export interface Storage {
  /** For read requests. */
  readonly forReading: Store;
  /** For one write request. Writes the record and its index entries as one batch, so that a crash leaves all or none of them. */
  forWriting(): Store;
}

export interface StorageOptions {
  readonly store: Store;
  readonly write: (operations: readonly Operation[]) => Promise<void>;
  /** Where changes of items are logged. */
  readonly changes: Pick<ChangeLog, 'entryOf'>;
  /** Returns whether the changes of an item are logged. */
  readonly logsChangesOf: (item: StoredItem) => boolean;
  /** Called after each logged change. */
  readonly onChange: () => void;
}

/** Bytes per read of an iterator, so that a page takes one or two reads. LevelDB's default is 16 KiB. */
const STEP_BYTES = 256 * 1024;

/**
 * Replaces dynalite's storage, which takes several turns of the event loop per item and leaves iterators open.
 * This one reads synchronously: items are in memory or in the file cache of the operating system.
 */
export function createStorage({ store, write, changes, logsChangesOf, onChange }: StorageOptions): Storage {
  const { db } = store;
  const tables = new Map<string, object>();

  function tableOf(name: string): object | undefined {
    const table = tables.get(name) ?? active(db.getSync(`table~${name}`));
    if (!isActive(table)) return undefined;
    tables.set(name, table);
    return table;
  }

  const forReading: Store = {
    ...store,
    getTable(name, mustBeActive, callback) {
      const done = callback ?? (typeof mustBeActive === 'function' ? mustBeActive : undefined);
      const table = tableOf(name);
      if (table === undefined) store.getTable(name, mustBeActive, callback);
      else done?.(null, table);
    },
    getItemDb: (table) => ({ ...store.getItemDb(table), ...reading(db, `item-${table}~`) }),
    getIndexDb: (kind, table, index) => ({ ...store.getIndexDb(kind, table, index), ...reading(db, indexPrefix(kind, table, index)) }),
  };

  /** Returns the log entry of a change. dynalite holds the lock of the key, so the stored item is the one before the change. */
  function logged(key: string, after: unknown): Operation[] {
    const before = db.getSync(key);
    const change = { ...(isItem(before) ? { before } : {}), ...(isItem(after) ? { after } : {}) };
    const item = change.after ?? change.before;
    return item !== undefined && logsChangesOf(item) ? [changes.entryOf(change)] : [];
  }

  function forWriting(): Store {
    const batch = createBatch(write, onChange);
    return {
      ...forReading,
      tableDb: {
        ...store.tableDb,
        put(name, table, callback) {
          batch.completing('table~').put(name, active(table), (error) => {
            tables.delete(name);
            callback(error);
          });
        },
      },
      getItemDb: (table) => ({ ...forReading.getItemDb(table), ...batch.completing(`item-${table}~`, logged) }),
      getIndexDb: (kind, table, index) => ({
        ...forReading.getIndexDb(kind, table, index),
        ...batch.collecting(indexPrefix(kind, table, index)),
      }),
    };
  }

  return { forReading, forWriting };
}

function indexPrefix(kind: string, table: string, index: string): string {
  return `index-${kind.toLowerCase()}~${table}~${index}~`;
}

function isActive(table: unknown): table is object {
  return typeof table === 'object' && table !== null && 'TableStatus' in table && table.TableStatus === 'ACTIVE';
}

/** Marks a new table and its indexes as active at once. Otherwise a crash would leave them in the state CREATING. */
function active(table: unknown): unknown {
  if (typeof table !== 'object' || table === null) return table;
  const indexes = 'GlobalSecondaryIndexes' in table && Array.isArray(table.GlobalSecondaryIndexes) ? table.GlobalSecondaryIndexes : [];
  return { ...table, TableStatus: 'ACTIVE', GlobalSecondaryIndexes: indexes.map((index) => ({ ...index, IndexStatus: 'ACTIVE' })) };
}

function reading(db: Level, prefix: string): Pick<SubDatabase, 'get' | 'createValueStream'> {
  return {
    get(key, callback) {
      let value: unknown;
      try {
        value = db.getSync(prefix + key);
      } catch (error) {
        callback(error);
        return;
      }
      callback(null, value);
    },
    createValueStream: (range) => streamOf(db.values(absolute(prefix, range))),
  };
}

function absolute(prefix: string, { gt, gte = '', lt, lte, ...options }: Range): Range {
  const start = gt === undefined ? { gte: prefix + gte } : { gt: prefix + gt };
  const end = lte === undefined ? { lt: prefix + (lt ?? '\xFF') } : { lte: prefix + lte };
  return { ...options, ...start, ...end, highWaterMarkBytes: STEP_BYTES };
}

/** Emits the values until the end or `destroy`, then closes the iterator. An open iterator would keep a snapshot of the database. */
function streamOf(iterator: LevelIterator): Stream {
  let isOver = false;
  const stream = Object.assign(new Stream(), {
    destroy() {
      isOver = true;
    },
  });

  async function emitAll(): Promise<void> {
    try {
      // Do not use `nextv`: with an exact count, LevelDB skips damaged blocks without an error.
      for (let value = await iterator.next(); value !== undefined && !isOver; value = await iterator.next()) stream.emit('data', value);
      stream.emit('end');
    } finally {
      await iterator.close();
    }
  }

  emitAll().catch((error: unknown) => stream.emit('error', error));
  return stream;
}

function isItem(value: unknown): value is StoredItem {
  return typeof value === 'object' && value !== null;
}

/** Returns the log entries of a change, for the batch that makes it. */
type Log = (key: string, after: unknown) => readonly Operation[];

interface Batch {
  collecting(prefix: string): Pick<SubDatabase, 'put' | 'del'>;
  /** Writes the batch, with the log entries of its record. dynalite writes index entries before the record, so the record completes the batch. */
  completing(prefix: string, log?: Log): Pick<SubDatabase, 'put' | 'del'>;
}

function createBatch(write: StorageOptions['write'], onChange: () => void): Batch {
  const operations: Operation[] = [];
  // Serialize an item once: the table and all its indexes store the same text.
  const texts = new Map<unknown, string>();

  function textOf(value: unknown): string {
    const text = texts.get(value) ?? JSON.stringify(value);
    texts.set(value, text);
    return text;
  }

  function collecting(prefix: string): Pick<SubDatabase, 'put' | 'del'> {
    return {
      put(key, value, callback) {
        operations.push({ type: 'put', key: prefix + key, value: textOf(value), valueEncoding: 'utf8' });
        callback(null);
      },
      del(key, callback) {
        operations.push({ type: 'del', key: prefix + key });
        callback(null);
      },
    };
  }

  async function complete(log: () => readonly Operation[], callback: Callback): Promise<void> {
    let hasLogged = false;
    try {
      const entries = log();
      hasLogged = entries.length > 0;
      await write([...operations, ...entries]);
    } catch (error) {
      callback(error);
      return;
    }
    callback(null);
    if (hasLogged) onChange();
  }

  function completing(prefix: string, log: Log = () => []): Pick<SubDatabase, 'put' | 'del'> {
    const collected = collecting(prefix);
    return {
      put: (key, value, callback) => collected.put(key, value, () => void complete(() => log(prefix + key, value), callback)),
      del: (key, callback) => collected.del(key, () => void complete(() => log(prefix + key, undefined), callback)),
    };
  }

  return { collecting, completing };
}
