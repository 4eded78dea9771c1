import pMap from 'p-map';
import type { DynamoTable } from '../store/dynamo-client.ts';
import { createExpression } from '../store/expression.ts';
import { groupBy } from '../store/grouped.ts';
import type { Item } from '../store/keys.ts';
import { PARTITION_KEY, TTL_ATTRIBUTE } from '../store/table.ts';
import { ConditionFailed } from '../store/table-failures.ts';
import { type Entry, entryOf, type ItemChange } from './entry.ts';
import { historyKey, historyPartition, itemOf } from './history-item.ts';

export interface HistoryWriterOptions {
  readonly table: Pick<DynamoTable, 'put'>;
  /** Days that an entry is kept. */
  readonly days: number;
  readonly now?: () => Date;
}

/** Writes the entries of changes. */
export interface HistoryWriter {
  /**
   * Writes the entries of these changes, those of one record in their order. An entry that exists stays as it is, so every change
   * may be reported again.
   * @throws if an entry cannot be written; those after it of the same record are then not written
   */
  write(changes: readonly ItemChange[]): Promise<void>;
}

const DAY_SECONDS = 24 * 60 * 60;
/** The content of an erased entry is gone at once; its key stays longer than a stream can report a change again (24 hours). */
const ERASED_SECONDS = 2 * DAY_SECONDS;
const CONCURRENCY = 16;

export function createHistoryWriter({ table, days, now = () => new Date() }: HistoryWriterOptions): HistoryWriter {
  const secondsFromNow = (seconds: number) => Math.floor(now().getTime() / 1000) + seconds;

  async function writeEntry(entry: Entry): Promise<void> {
    if (entry.action === 'delete') await erase(entry);
    const item = itemOf(entry, { arrivedAt: now(), expiresAt: secondsFromNow(days * DAY_SECONDS) });
    await putUnless(PARTITION_KEY, item);
  }

  /** Overwrites the entries of a record that was deleted permanently. Their keys are known: the versions from 1. */
  async function erase(deletion: Entry): Promise<void> {
    const versions = Array.from({ length: deletion.version - 1 }, (_, n) => n + 1);
    await pMap(
      versions,
      async (version) => {
        const erased = { ...historyKey(deletion, version), erased: true, [TTL_ATTRIBUTE]: secondsFromNow(ERASED_SECONDS) };
        await putUnless('erased', erased);
      },
      { concurrency: CONCURRENCY },
    );
  }

  /** Writes an item unless the one in its place has this attribute. */
  async function putUnless(attribute: string, item: Item): Promise<void> {
    const { name, condition } = createExpression();
    try {
      await table.put(item, condition([`attribute_not_exists(${name(attribute)})`]));
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
    }
  }

  return {
    async write(changes) {
      const entries = changes.flatMap((change) => entryOf(change) ?? []);
      const inOrder = async (ofOneRecord: readonly Entry[]) => {
        for (const entry of ofOneRecord) await writeEntry(entry);
      };
      await pMap(groupBy(entries, historyPartition), inOrder, { concurrency: CONCURRENCY, stopOnError: false });
    },
  };
}
