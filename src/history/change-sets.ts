import { timeOfId } from '../store/creation-time.ts';
import type { DynamoTable } from '../store/dynamo-client.ts';
import { createExpression } from '../store/expression.ts';
import { isRecord } from '../store/filter.ts';
import { type Item, type Key, recordKey } from '../store/keys.ts';
import { PARTITION_KEY, SORT_KEY, TTL_ATTRIBUTE } from '../store/table.ts';
import { ConditionFailed } from '../store/table-failures.ts';
import type { Entry } from './entry.ts';
import type { HistoryReader } from './history-reader.ts';

/** Entries arrive after the answer to their request: not all of a change set have arrived yet. */
export class HistoryPending extends Error {
  override readonly name = 'HistoryPending';
}

/** A record in a workspace. */
export interface RecordRef {
  readonly typeName: string;
  readonly id: string;
}

/** All that a change set did. Both are empty if there is no such change set. */
export interface ChangeSetContent {
  /** Each record in the order of its versions. */
  readonly entries: readonly Entry[];
  /** Records that were permanently deleted since, and their history with them. */
  readonly gone: readonly RecordRef[];
}

/** The stored summary of a request with many writes. */
export interface ChangeSetSummary {
  readonly size: number;
  /** The change set that it continues. */
  readonly continues: string | undefined;
}

export interface EndedChangeSet {
  /** The record of each write. */
  readonly writes: readonly RecordRef[];
  readonly continues?: string | undefined;
}

/** The change sets of requests. For those with many writes (batches, imports and undos), a summary is stored. */
export interface ChangeSets {
  /** Stores the summary at the end of a request with many writes. */
  close(workspace: string, changeSet: string, ended: EndedChangeSet): Promise<void>;
  /** The summary of a request with many writes; `undefined` until it has ended. */
  summaryOf(workspace: string, changeSet: string): Promise<ChangeSetSummary | undefined>;
  /** @throws {HistoryPending} */
  contentOf(workspace: string, changeSet: string): Promise<ChangeSetContent>;
}

export interface ChangeSetsOptions {
  readonly table: Pick<DynamoTable, 'get' | 'getMany' | 'put'>;
  readonly reader: HistoryReader;
  /** Days that a summary is kept: as long as the entries. */
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

  /** Whether a request without a summary has ended, and its entries have arrived. */
  function hasArrived(changeSet: string, [entry]: readonly Entry[]): boolean {
    // A time in the future belongs to no request.
    if (entry === undefined) return ageOf(changeSet) > arrivalMs || ageOf(changeSet) < -CLOCK_SKEW_MS;
    return !entry.isPart || ageOf(changeSet) > LONGEST_REQUEST_MS + arrivalMs;
  }

  /** Only a permanent delete removes entries. So a record with fewer entries than writes is gone, or its entries have not arrived. */
  async function goneOf(workspace: string, writes: readonly string[], entries: readonly Entry[]): Promise<readonly RecordRef[]> {
    const arrived = countsOf(entries.map(nameOf));
    const missing = [...countsOf(writes)].filter(([name, count]) => (arrived.get(name) ?? 0) < count).map(([name]) => refOf(name));
    const keys = missing.map(({ typeName, id }) => recordKey({ workspace, type: { name: typeName } }, id));
    if (keys.length > 0 && (await table.getMany(keys)).some(isRecord)) throw new HistoryPending();
    return missing;
  }

  return {
    async close(workspace, changeSet, { writes: written, continues }) {
      const { name, value, condition } = createExpression();
      const expiresAt = Math.floor(now().getTime() / 1000) + days * DAY_SECONDS;
      const writes = written.length;
      const link = continues === undefined || continues === changeSet ? {} : { continues };
      const summary = { ...summaryKey(workspace, changeSet), writes, records: written.map(nameOf), ...link, [TTL_ATTRIBUTE]: expiresAt };
      try {
        // A repetition of the request applies fewer writes.
        await table.put(summary, condition([`attribute_not_exists(${name(PARTITION_KEY)}) OR ${name('writes')} < ${value(writes)}`]));
      } catch (error) {
        if (!(error instanceof ConditionFailed)) throw error;
      }
    },

    async summaryOf(workspace, changeSet) {
      const summary = await table.get(summaryKey(workspace, changeSet));
      const writes = writesIn(summary);
      const continues = summary?.['continues'];
      return writes && { size: writes.length, continues: typeof continues === 'string' ? continues : undefined };
    },

    async contentOf(workspace, changeSet) {
      const entries = await reader.changeSet(workspace, changeSet);
      const isSingle = entries[0]?.isPart === false;
      const writes = isSingle ? undefined : writesIn(await table.get(summaryKey(workspace, changeSet)));
      if (writes !== undefined) return { entries, gone: await goneOf(workspace, writes, entries) };
      if (!hasArrived(changeSet, entries)) throw new HistoryPending();
      return { entries, gone: [] };
    },
  };
}

function nameOf({ typeName, id }: RecordRef): string {
  return `${typeName}#${id}`;
}

function refOf(name: string): RecordRef {
  const [typeName = '', id = ''] = name.split('#');
  return { typeName, id };
}

/** The record of each write. */
function writesIn(summary: Item | undefined): readonly string[] | undefined {
  const { records } = summary ?? {};
  return Array.isArray(records) ? records.map(String) : undefined;
}

function countsOf(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

function summaryKey(workspace: string, changeSet: string): Key {
  return { [PARTITION_KEY]: `change-set#${workspace}`, [SORT_KEY]: changeSet };
}
