import dynalite, { type Level, type Operation } from 'dynalite/db/index.js';
import { type ChangeLog, openChangeLog, type StoredItem } from './change-log.ts';
import { createStorage, type Storage } from './embedded-storage.ts';

export interface EmbeddedStore extends Storage {
  /** Returns false after a failed write. Later writes are refused without an attempt. */
  isWritable(): boolean;
  readonly changes: ChangeLog;
  /** Calls back after each logged change. */
  onChange(listener: () => void): void;
  /** Copies everything into a new database in another folder. */
  copyTo(path: string): Promise<void>;
  close(): Promise<void>;
}

export interface EmbeddedStoreOptions {
  /** The folder for the files. Default: in memory. */
  readonly path?: string | undefined;
  /** Returns whether the changes of an item are logged for a handler. Default: always false. */
  readonly logsChangesOf?: ((item: StoredItem) => boolean) | undefined;
  /** Called when the first write fails. Later writes fail too; reads still work. */
  readonly onWriteFault?: ((fault: unknown) => void) | undefined;
}

/**
 * Opens dynalite's database without its HTTP server, which would end the process when a write fails.
 * @throws an error whose cause has the code `LEVEL_LOCKED` if another process has the folder open. The operating system releases
 *   LevelDB's lock when the process ends, also after a crash.
 */
export async function openEmbeddedStore({
  path,
  logsChangesOf = () => false,
  onWriteFault,
}: EmbeddedStoreOptions = {}): Promise<EmbeddedStore> {
  const store = dynalite.create({ ...(path === undefined ? {} : { path }), createTableMs: 0 });
  await store.db.open();
  const writer = createWriter(async (operations) => await store.db.batch(operations), onWriteFault);
  const changes = await openChangeLog(store.db, writer.write);
  let notify = () => {};
  const storage = createStorage({ store, write: writer.write, changes, logsChangesOf, onChange: () => notify() });
  return {
    ...storage,
    isWritable: writer.isWritable,
    changes,
    onChange(listener) {
      notify = listener;
    },
    copyTo: async (copy) => await copyEntries(store.db, copy),
    close: async () => await store.db.close(),
  };
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

export type Write = (operations: readonly Operation[]) => Promise<void>;

export interface Writer {
  readonly write: Write;
  isWritable(): boolean;
}

/** Thrown when nothing was written. No write succeeds until the next start. */
export class WritesStopped extends Error {
  override readonly name = 'WritesStopped';
}

/**
 * Writes one batch at a time. Writes that arrive during it form the next batch, so many writers cost little more than one.
 * After a failed write, LevelDB's log may end with half a batch, and the next start would drop everything after it.
 * So later writes are refused until that start.
 */
export function createWriter(write: Write, onWriteFault: EmbeddedStoreOptions['onWriteFault']): Writer {
  let fault: unknown;
  let last: Promise<void> = Promise.resolve();
  let next: { readonly operations: Operation[]; readonly written: Promise<void> } | undefined;

  async function writeBatch(operations: readonly Operation[]): Promise<void> {
    if (fault !== undefined) throw new WritesStopped('an earlier write failed', { cause: fault });
    try {
      await write(operations);
    } catch (error) {
      onWriteFault?.(error);
      fault = error;
      // At the next start, LevelDB drops the batch that did not fit on the disk.
      throw isDiskFull(error) ? new WritesStopped('the disk is full', { cause: error }) : error;
    }
  }

  async function writeAfter(earlier: Promise<void>, operations: readonly Operation[]): Promise<void> {
    // The writers of the earlier batch get its error.
    await earlier.catch(() => undefined);
    next = undefined;
    await writeBatch(operations);
  }

  return {
    isWritable: () => fault === undefined,
    async write(operations) {
      if (next === undefined) {
        const joined: Operation[] = [];
        next = { operations: joined, written: writeAfter(last, joined) };
        last = next.written;
      }
      next.operations.push(...operations);
      await next.written;
    },
  };
}

/** LevelDB passes on only the text of the operating system's error. */
function isDiskFull(error: unknown): boolean {
  return String(error).includes('No space left on device');
}
