import dynalite, { type Level, type Operation, type Store, type SubDatabase } from 'dynalite/db/index.js';

export interface EmbeddedStore {
  /** For requests that read. */
  readonly forReading: Store;
  /** For one request that writes: the record and its index entries become one batch, so a crash never leaves a part of them. */
  forWriting(): Store;
  /** False once a write has failed; from then on none is tried. */
  isWritable(): boolean;
  /** Copies everything into a new database in another folder. */
  copyTo(path: string): Promise<void>;
  close(): Promise<void>;
}

export interface EmbeddedStoreOptions {
  /** The folder to keep it in; left out: in memory. */
  readonly path?: string | undefined;
  /** Called once, when the first write fails. From then on every write fails; reads go on. */
  readonly onWriteFault?: ((fault: unknown) => void) | undefined;
}

/**
 * dynalite's database without its HTTP server, which ends the process when a write fails.
 * @throws an error with the code `LEVEL_LOCKED` as its cause's if another process has the folder open: LevelDB holds a lock
 *   that the operating system lets go of with the process, however that ends.
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
 * dynalite ends what it reads from by `return`, which LevelDB's iterators do not have. Without it each list leaves one open for as
 * long as the process runs, with what it has read ahead and a snapshot of the database.
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
        // LevelDB drops a batch that did not fit on the disk as a whole.
        throw isDiskFull(error) ? new WritesStopped('the disk is full', { cause: error }) : error;
      }
    },
  };
}

/** LevelDB gives the text of the operating system's error alone. */
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

  /** dynalite writes a record's index entries first, then the record: that is where the batch is complete. */
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

/** A table is born active: one that a crash left in the state CREATING would stay so. */
function active(table: unknown): unknown {
  return typeof table === 'object' ? { ...table, TableStatus: 'ACTIVE' } : table;
}
