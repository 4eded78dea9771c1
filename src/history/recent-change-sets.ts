import { groupBy } from '../store/grouped.ts';
import type { ChangeSets } from './change-sets.ts';
import type { Entry } from './entry.ts';
import type { HistoryReader } from './history-reader.ts';

/** What one request changed. */
export interface RecentChangeSet {
  /** `undefined` for a write from before there were change sets. */
  readonly id: string | undefined;
  /** Its entries on this page, the latest first. */
  readonly entries: readonly Entry[];
  /** The number of all its changes, also of those on other pages. */
  readonly size: number;
  /** The change set that it continues. */
  readonly continues: string | undefined;
}

export interface RecentPage {
  readonly changeSets: readonly RecentChangeSet[];
  /** The position of the next page; absent on the last page. */
  readonly next?: string | undefined;
}

export interface RecentOptions {
  readonly reader: Pick<HistoryReader, 'latest'>;
  readonly changeSets: Pick<ChangeSets, 'summaryOf'>;
}

/** Entries to read for each change set of a page, so that a page costs one query. */
const ENTRIES_PER_CHANGE_SET = 5;

/**
 * Lists the change sets of a workspace, the latest first. A change set with more entries than a page reads is on several pages.
 */
export function createRecentChangeSets({ reader, changeSets }: RecentOptions) {
  return async function recent(
    workspace: string,
    page: { readonly limit: number; readonly before?: string | undefined },
  ): Promise<RecentPage> {
    const { entries, positions, next } = await reader.latest(workspace, {
      limit: page.limit * ENTRIES_PER_CHANGE_SET,
      before: page.before,
    });
    const names = entries.map(nameOf);
    const wanted = new Set([...new Set(names)].slice(0, page.limit));
    const end = names.findIndex((name) => !wanted.has(name));
    const shown = end === -1 ? entries : entries.slice(0, end);
    const groups = groupBy(shown, nameOf);
    const sized = await Promise.all(groups.map(async (group) => await withSize(workspace, group)));
    return { changeSets: sized, next: end === -1 ? next : positions[end - 1] };
  };

  async function withSize(workspace: string, entries: readonly Entry[]): Promise<RecentChangeSet> {
    const [{ changeSet: id, isPart } = { changeSet: undefined, isPart: false }] = entries;
    const closed = id === undefined || !isPart ? undefined : await changeSets.summaryOf(workspace, id);
    return { id, entries, size: Math.max(closed?.size ?? 0, entries.length), continues: closed?.continues };
  }
}

/** Writes without a change set stand alone. */
function nameOf({ changeSet, typeName, id, version }: Entry): string {
  return changeSet ?? `${typeName}#${id}#${version}`;
}
