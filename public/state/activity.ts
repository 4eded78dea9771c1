import type { RecordType } from '../../src/schema/record-type.ts';
import { changeSetWords } from '../model/change-words.ts';
import type { ChangeSet } from '../requests/history-api.ts';

/** What one person did in one go: one request, or the requests of one import or bulk edit. */
export interface Deed extends ChangeSet {
  readonly key: string;
  /** The change sets to undo, the latest first. */
  readonly ids: readonly string[];
}

/** The page sends a long import or bulk edit in requests of this size. */
const CHUNK = 100;
const CHUNK_PAUSE_MS = 60_000;

/** Groups change sets, the latest first. A change set that continues on the next page is one. */
export function deedsOf(changeSets: readonly ChangeSet[]): Deed[] {
  const deeds: Deed[] = [];
  for (const changeSet of changeSets) {
    const last = deeds.at(-1);
    if (changeSet.id !== undefined && deeds.some(({ ids }) => ids.includes(changeSet.id ?? ''))) continue;
    if (last !== undefined && continues(changeSet, last)) deeds[deeds.length - 1] = joined(last, changeSet);
    else deeds.push({ ...changeSet, key: keyOf(changeSet), ids: changeSet.id === undefined ? [] : [changeSet.id] });
  }
  return deeds;
}

/** Whether an earlier change set is a former part of the same import or bulk edit. */
function continues(earlier: ChangeSet, later: Deed): boolean {
  const isSameKind = earlier.by === later.by && same(earlier.types, later.types) && same(earlier.actions, later.actions);
  const isFull = earlier.size === CHUNK || earlier.actions[0] === 'import';
  const isClose = Date.parse(later.records.at(-1)?.at ?? later.at) - Date.parse(earlier.at) < CHUNK_PAUSE_MS;
  return isSameKind && isFull && isClose && earlier.id !== undefined && later.ids.length > 0;
}

function joined(later: Deed, earlier: ChangeSet): Deed {
  const ids = earlier.id === undefined ? later.ids : [...later.ids, earlier.id];
  return { ...later, size: later.size + earlier.size, records: earlier.records, ids };
}

function keyOf({ id, records: [first] }: ChangeSet): string {
  return id ?? `${first?.type}/${first?.id}/${first?.version}`;
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.join() === b.join();
}

export function wordsOf({ types, actions, size }: ChangeSet, all: readonly RecordType[]): string {
  return changeSetWords(
    all.filter(({ name }) => types.includes(name)),
    actions,
    size,
  );
}
