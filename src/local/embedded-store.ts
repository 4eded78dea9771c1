import dynalite, { type Level, type Operation, type Store, type SubDatabase } from 'dynalite/db/index.js';

export interface EmbeddedStore {
  /** For read requests. */
  readonly forReading: Store;
  /** For one write request. Writes the record and its index entries as one batch, so that a crash leaves all or none of them. */
  forWriting(): Store;
  /** False after a failed write. Later writes are refused without a try. */
  isWritable(): boolean;
  /** Copies everything into a new database in another folder. */
  copyTo(path: string): Promise<void>;
  close(): Promise<void>;
}

export interface EmbeddedStoreOptions {
  /** The folder of its files. Default: in memory. */
  readonly path?: string | undefined;
  /** Called when the first write fails. Later writes fail too; reads still work. */
  readonly onWriteFault?: ((fault: unknown) => void) | undefined;
}

/**
 * dynalite's database without its HTTP server, which ends the process when a write fails.
 * @throws an error whose cause has the code `LEVEL_LOCKED` if another process has the folder open. The operating system releases
 *   LevelDB's lock when the process ends, also after a crash.
 */
export async function openEmbeddedStore({ path, onWriteFault }: EmbeddedStoreOptions = {}): Promise<EmbeddedStore> {
  const store = dynalite.create({ ...(path === undefined ? {} : { path }), createTableMs: 0 });
  await store.db.open();
  endIterators(store.db);
  const writer = createWriter(async (operations) => await store.db.batch(operations), onWriteFault);

  return {
    forReading: store,
    forWriting: () => batched(store, writer.write),
    isWritable: writer.isWritable,
    copyTo: async (copy) => await copyEntries(store.db, copy),
    close: async () => await store.db.close(),
  };
}

/**
 * dynalite closes iterators with `return`, which LevelDB's do not have. Without it, each list would leave an iterator open until the
 * process ends, with its read-ahead and a snapshot of the database.
 */
function endIterators(db: Level): void {
  for (const kind of ['keys', 'values'] as const) {
    const iterate = db[kind].bind(db);
    db[kind] = (options) => {
      const iterator = iterate(options);
      return Object.assign(iterator, { return: async () => await iterator.close() });
    };
  }
}

/** Entries of a batch while copying: a few MB at most. */
const COPY_BATCH = 500;

async function copyEntries(source: Level, path: string): Promise<void> {
  const { db: copy } = dynalite.create({ path });
  await copy.open();
  try {
    const batch: Operation[] = [];
    for await (const [key, value] of source.iterator()) {
      batch.push({ type: 'put', key, value });
      if (batch.length === COPY_BATCH) await copy.batch(batch.splice(0));
    }
    await copy.batch(batch);
  } finally {
    await copy.close();
  }
}

type Write = (operations: readonly Operation[]) => Promise<void>;

export interface Writer {
  readonly write: Write;
  isWritable(): boolean;
}

/** Nothing was written, and nothing will be before the next start. */
export class WritesStopped extends Error {
  override readonly name = 'WritesStopped';
}

/**
 * After a failed write LevelDB's log may end in half a batch, and the next start would lose what follows it.
 * So nothing more is written until that start.
 */
export function createWriter(write: Write, onWriteFault: EmbeddedStoreOptions['onWriteFault']): Writer {
  let fault: unknown;
  return {
    isWritable: () => fault === undefined,
    async write(operations) {
      if (fault !== undefined) throw new WritesStopped('an earlier write failed', { cause: fault });
      try {
        await write(operations);
      } catch (error) {
        if (fault === undefined) onWriteFault?.(error);
        fault ??= error;
        // At its next start LevelDB drops a batch that did not fit on the disk.
        throw isDiskFull(error) ? new WritesStopped('the disk is full', { cause: error }) : error;
      }
    },
  };
}

/** LevelDB passes on only the text of the operating system's error. */
function isDiskFull(error: unknown): boolean {
  return String(error).includes('No space left on device');
}

function batched(store: Store, write: Write): Store {
  const operations: Operation[] = [];

  function collecting(prefix: string): Pick<SubDatabase, 'put' | 'del'> {
    return {
      put(key, value, callback) {
        operations.push({ type: 'put', key: prefix + key, value });
        setImmediate(callback);
      },
      del(key, callback) {
        operations.push({ type: 'del', key: prefix + key });
        setImmediate(callback);
      },
    };
  }

  /** dynalite writes index entries first, then the record. So the record completes the batch. */
  function completing(prefix: string): Pick<SubDatabase, 'put' | 'del'> {
    const collected = collecting(prefix);
    const complete = (callback: (error: unknown) => void) => () => {
      write(operations).then(
        () => setImmediate(callback, null),
        (error: unknown) => setImmediate(callback, error),
      );
    };
    return {
      put: (key, value, callback) => collected.put(key, value, complete(callback)),
      del: (key, callback) => collected.del(key, complete(callback)),
    };
  }

  return {
    ...store,
    tableDb: { ...store.tableDb, put: (key, table, callback) => completing('table~').put(key, active(table), callback) },
    getItemDb: (table) => ({ ...store.getItemDb(table), ...completing(`item-${table}~`) }),
    getIndexDb: (kind, table, index) => ({
      ...store.getIndexDb(kind, table, index),
      ...collecting(`index-${kind.toLowerCase()}~${table}~${index}~`),
    }),
  };
}

/** A new table is active at once: after a crash it would stay in the state CREATING. */
function active(table: unknown): unknown {
  return typeof table === 'object' ? { ...table, TableStatus: 'ACTIVE' } : table;
}
