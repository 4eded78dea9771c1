import { timeOfId } from '../store/creation-time.ts';
import type { DynamoTable } from '../store/dynamo-client.ts';
import { createExpression } from '../store/expression.ts';
import type { Key } from '../store/keys.ts';
import { PARTITION_KEY, SORT_KEY, TTL_ATTRIBUTE } from '../store/table.ts';
import { ConditionFailed } from '../store/table-failures.ts';
import type { Entry } from './entry.ts';
import type { HistoryReader } from './history-reader.ts';

/** Entries arrive after the answer to their request: not all of a change set have arrived yet. */
export class HistoryPending extends Error {
  override readonly name = 'HistoryPending';
}

/** The change sets of batches and imports: how many writes each has. */
export interface ChangeSets {
  /** Notes the number of writes of a batch or an import at its end. */
  close(workspace: string, changeSet: string, writes: number): Promise<void>;
  /**
   * All entries of a change set, each record in the order of its versions; none if there is no such change set.
   * @throws {HistoryPending}
   */
  entriesOf(workspace: string, changeSet: string): Promise<readonly Entry[]>;
}

export interface ChangeSetsOptions {
  readonly table: Pick<DynamoTable, 'get' | 'put'>;
  readonly reader: HistoryReader;
  /** Days that the number is kept: as long as the entries. */
  readonly days: number;
  /** Milliseconds within which the entries of an ended request arrive. */
  readonly arrivalMs: number;
  readonly now?: () => Date;
}

const DAY_SECONDS = 24 * 60 * 60;
/** No request runs longer. One that has not ended by then has died. */
const LONGEST_REQUEST_MS = 30_000;
const CLOCK_SKEW_MS = 60_000;

export function createChangeSets({ table, reader, days, arrivalMs, now = () => new Date() }: ChangeSetsOptions): ChangeSets {
  const ageOf = (changeSet: string) => now().getTime() - timeOfId(changeSet).getTime();

  async function isComplete(workspace: string, changeSet: string, [entry, ...others]: readonly Entry[]): Promise<boolean> {
    // A time in the future belongs to no request.
    if (entry === undefined) return ageOf(changeSet) > arrivalMs || ageOf(changeSet) < -CLOCK_SKEW_MS;
    if (!entry.isPart) return true;
    const summary = await table.get(summaryKey(workspace, changeSet));
    const writes = summary?.['writes'];
    return typeof writes === 'number' ? others.length + 1 >= writes : ageOf(changeSet) > LONGEST_REQUEST_MS + arrivalMs;
  }

  return {
    async close(workspace, changeSet, writes) {
      const { name, value, condition } = createExpression();
      const expiresAt = Math.floor(now().getTime() / 1000) + days * DAY_SECONDS;
      const summary = { ...summaryKey(workspace, changeSet), writes, [TTL_ATTRIBUTE]: expiresAt };
      try {
        // A repetition of the request applies fewer writes.
        await table.put(summary, condition([`attribute_not_exists(${name(PARTITION_KEY)}) OR ${name('writes')} < ${value(writes)}`]));
      } catch (error) {
        if (!(error instanceof ConditionFailed)) throw error;
      }
    },

    async entriesOf(workspace, changeSet) {
      const entries = await reader.changeSet(workspace, changeSet);
      if (!(await isComplete(workspace, changeSet, entries))) throw new HistoryPending();
      return entries;
    },
  };
}

function summaryKey(workspace: string, changeSet: string): Key {
  return { [PARTITION_KEY]: `change-set#${workspace}`, [SORT_KEY]: changeSet };
}
