import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Level, Operation } from 'dynalite/db/index.js';

/** An item in DynamoDB's JSON, such as `{"pk": {"S": "records#…"}}`. */
export type StoredItem = Record<string, AttributeValue>;

/** A change of an item, as DynamoDB Streams reports it. */
export interface LoggedChange {
  readonly before?: StoredItem | undefined;
  readonly after?: StoredItem | undefined;
}

/**
 * The changes of the embedded database that are not handled yet, in order. Each is written in the same LevelDB batch as its item,
 * so a crash cannot lose only one of them.
 */
export interface ChangeLog extends ChangeQueue {
  /** The entry of a change, for the batch that writes it. */
  entryOf(change: LoggedChange): Operation;
  /** Removes changes, and stores those in `forHooks` for their hooks in the same LevelDB batch. */
  remove(keys: readonly string[], forHooks?: readonly KeyedChange[]): Promise<void>;
  /** The changes whose hooks have not run yet. */
  readonly forHooks: ChangeQueue;
}

export interface KeyedChange {
  readonly key: string;
  readonly change: LoggedChange;
}

export interface ChangeQueue {
  /** Returns the oldest changes after a key, with their keys. Default: from the oldest. */
  read(limit: number, after?: string): Promise<readonly KeyedChange[]>;
  remove(keys: readonly string[]): Promise<void>;
}

type Write = (operations: readonly Operation[]) => Promise<void>;

const PREFIX = 'stream~';
const HOOKS_PREFIX = 'hooks~';
const DIGITS = 16;

export async function openChangeLog(db: Level, write: Write): Promise<ChangeLog> {
  let last = Math.max(await lastNumber(db, PREFIX), await lastNumber(db, HOOKS_PREFIX));
  return {
    ...queueOf(db, PREFIX, write),
    forHooks: queueOf(db, HOOKS_PREFIX, write),

    entryOf(change) {
      last++;
      return { type: 'put', key: PREFIX + String(last).padStart(DIGITS, '0'), value: change };
    },

    async remove(keys, forHooks = []) {
      const kept = forHooks.map(({ key, change }): Operation => ({ type: 'put', key: key.replace(PREFIX, HOOKS_PREFIX), value: change }));
      await write([...keys.map((key): Operation => ({ type: 'del', key })), ...kept]);
    },
  };
}

function queueOf(db: Level, prefix: string, write: Write): ChangeQueue {
  return {
    async read(limit, after = prefix) {
      const changes: KeyedChange[] = [];
      for await (const [key, value] of db.iterator({ gt: after, lt: endOf(prefix), limit })) changes.push({ key, change: changeIn(value) });
      return changes;
    },
    async remove(keys) {
      await write(keys.map((key) => ({ type: 'del', key })));
    },
  };
}

/** Returns a text after every key with this prefix, which ends with `~`. */
function endOf(prefix: string): string {
  return `${prefix.slice(0, -1)}\u007f`;
}

/** New numbers continue after the stored ones, so that the order of the keys is the order of the changes. */
async function lastNumber(db: Level, prefix: string): Promise<number> {
  for await (const [key] of db.iterator({ gt: prefix, lt: endOf(prefix), limit: 1, reverse: true }))
    return Number(key.slice(prefix.length));
  return 0;
}

function changeIn(value: unknown): LoggedChange {
  return typeof value === 'object' && value !== null ? value : {};
}
