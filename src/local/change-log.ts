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
 * The changes of the embedded database that are not handled yet, in their order. Each is written in the same LevelDB batch as the
 * item, so a crash loses neither without the other.
 */
export interface ChangeLog {
  /** The entry of a change, for the batch that writes it. */
  entryOf(change: LoggedChange): Operation;
  /** The oldest changes, with the keys to remove them by. */
  read(limit: number): Promise<readonly { readonly key: string; readonly change: LoggedChange }[]>;
  remove(keys: readonly string[]): Promise<void>;
}

const PREFIX = 'stream~';
/** After every key of the log. */
const END = 'stream\u007f';
const DIGITS = 16;

export async function openChangeLog(db: Level, write: (operations: readonly Operation[]) => Promise<void>): Promise<ChangeLog> {
  let last = await lastNumber(db);
  return {
    entryOf(change) {
      last++;
      return { type: 'put', key: PREFIX + String(last).padStart(DIGITS, '0'), value: change };
    },

    async read(limit) {
      const changes: { key: string; change: LoggedChange }[] = [];
      for await (const [key, value] of db.iterator({ gt: PREFIX, lt: END, limit })) changes.push({ key, change: changeIn(value) });
      return changes;
    },

    async remove(keys) {
      await write(keys.map((key) => ({ type: 'del', key })));
    },
  };
}

/** Numbers go on after those that are left, so that the order of the keys stays the order of the changes. */
async function lastNumber(db: Level): Promise<number> {
  for await (const [key] of db.iterator({ gt: PREFIX, lt: END, limit: 1, reverse: true })) return Number(key.slice(PREFIX.length));
  return 0;
}

function changeIn(value: unknown): LoggedChange {
  return typeof value === 'object' && value !== null ? value : {};
}
