import pMap from 'p-map';
import type { DynamoTable } from '../store/dynamo-client.ts';
import { createExpression, type ExpressionBuilder } from '../store/expression.ts';
import { groupBy } from '../store/grouped.ts';
import type { Item } from '../store/keys.ts';
import { PARTITION_KEY, TTL_ATTRIBUTE } from '../store/table.ts';
import { ConditionFailed } from '../store/table-failures.ts';
import { type Entry, entryOf, type ItemChange } from './entry.ts';
import { ERASED, historyKey, historyPartition, itemOf } from './history-item.ts';

export interface HistoryWriterOptions {
  readonly table: Pick<DynamoTable, 'put'>;
  /** Days that an entry is kept. */
  readonly days: number;
  /** The number of records whose entries are written at the same time. Default: 16. */
  readonly concurrency?: number | undefined;
  readonly now?: () => Date;
}

/** An entry cannot be written. Entries of other records were written. */
export class HistoryNotWritten extends Error {
  override readonly name = 'HistoryNotWritten';

  /** The place of the first change without an entry, among those that were reported. */
  readonly position: number;

  constructor(position: number, cause: unknown) {
    super(`the history cannot be written: ${String(cause)}`, { cause });
    this.position = position;
  }
}

/** Writes the entries of changes. */
export interface HistoryWriter {
  /**
   * Writes the entries of these changes, those of one record in their order. An entry that exists stays as it is, so every change
   * may be reported again.
   * @throws {HistoryNotWritten} if an entry cannot be written; those after it of the same record are then not written
   */
  write(changes: readonly ItemChange[]): Promise<void>;
}

const DAY_SECONDS = 24 * 60 * 60;
/** The content of an erased entry is gone at once; its key stays longer than a stream can report a change again (24 hours). */
const ERASED_SECONDS = 2 * DAY_SECONDS;
const CONCURRENCY = 16;

export function createHistoryWriter({
  table,
  days,
  concurrency = CONCURRENCY,
  now = () => new Date(),
}: HistoryWriterOptions): HistoryWriter {
  const secondsFromNow = (seconds: number) => Math.floor(now().getTime() / 1000) + seconds;

  async function writeEntry(entry: Entry): Promise<void> {
    if (entry.action === 'delete') await erase(entry);
    const item = itemOf(entry, { arrivedAt: now(), expiresAt: secondsFromNow(days * DAY_SECONDS) });
    // A record that was deleted and then imported can get versions again that it had before.
    await putIf(item, ({ name, value }) => {
      const isDeletion = `${name('action')} = ${value('delete')} AND ${name('at')} < ${value(entry.at)}`;
      return `attribute_not_exists(${name(PARTITION_KEY)}) OR ${name(ERASED)} < ${value(entry.at)} OR (${isDeletion})`;
    });
  }

  /** Overwrites the entries of a record that was deleted permanently. Their keys are known: the versions from 1. */
  async function erase(deletion: Entry): Promise<void> {
    const versions = Array.from({ length: deletion.version - 1 }, (_, n) => n + 1);
    await pMap(
      versions,
      async (version) => {
        const erased = { ...historyKey(deletion, version), [ERASED]: deletion.at, [TTL_ATTRIBUTE]: secondsFromNow(ERASED_SECONDS) };
        await putIf(erased, ({ name, value }) => {
          const isEarlier = (attribute: string) =>
            `attribute_not_exists(${name(attribute)}) OR ${name(attribute)} <= ${value(deletion.at)}`;
          return `(${isEarlier('at')}) AND (${isEarlier(ERASED)})`;
        });
      },
      { concurrency: CONCURRENCY },
    );
  }

  /** Writes an item if the one in its place allows it. */
  async function putIf(item: Item, clause: (expression: ExpressionBuilder) => string): Promise<void> {
    const expression = createExpression();
    try {
      await table.put(item, expression.condition([clause(expression)]));
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
    }
  }

  /** Writes the entries of one record in their order. @returns the first that fails */
  async function writeInOrder(reported: readonly Reported[]): Promise<readonly Failure[]> {
    for (const { entry, position } of reported) {
      try {
        await writeEntry(entry);
      } catch (cause) {
        return [{ position, cause }];
      }
    }
    return [];
  }

  return {
    async write(changes) {
      const reported = changes.flatMap((change, position): Reported[] => {
        const entry = entryOf(change);
        return entry === undefined ? [] : [{ entry, position }];
      });
      const byRecord = groupBy(reported, ({ entry }) => historyPartition(entry));
      const failures = (await pMap(byRecord, writeInOrder, { concurrency })).flat();
      const [first] = failures.sort((one, other) => one.position - other.position);
      if (first !== undefined) throw new HistoryNotWritten(first.position, first.cause);
    },
  };
}

interface Reported {
  readonly entry: Entry;
  readonly position: number;
}

interface Failure {
  readonly position: number;
  readonly cause: unknown;
}
