import type { RecordType } from '../../src/schema/record-type.ts';
import { changeSetWords } from '../model/change-words.ts';
import type { ChangeSet } from '../requests/history-api.ts';
import type { Pages } from './pages.ts';

/** What one person did in one go: one request, or the requests of one job, such as an import. */
export interface Deed extends ChangeSet {
  readonly key: string;
  /** The change sets to undo, the latest first. */
  readonly ids: readonly string[];
}

/** Groups change sets, the latest first, by job. A change set that continues on the next page is one. */
export function deedsOf(changeSets: readonly ChangeSet[]): Deed[] {
  const deeds = new Map<string, Deed>();
  for (const changeSet of changeSets) {
    const key = keyOf(changeSet);
    const later = deeds.get(key);
    deeds.set(key, later === undefined ? { ...changeSet, key, ids: idsOf(changeSet) } : joined(later, changeSet));
  }
  return [...deeds.values()];
}

function joined(later: Deed, earlier: ChangeSet): Deed {
  if (earlier.id === null || later.ids.includes(earlier.id)) return later;
  return {
    ...later,
    changes: later.changes + earlier.changes,
    types: [...new Set([...later.types, ...earlier.types])],
    actions: [...new Set([...later.actions, ...earlier.actions])],
    records: earlier.records,
    ids: [...later.ids, earlier.id],
  };
}

/** Loads pages until all change sets of a deed are loaded. Resolves to the whole deed, or to `undefined` if a page cannot be loaded. */
export async function wholeDeed(pages: Pages<ChangeSet>, { key }: Pick<Deed, 'key'>): Promise<Deed | undefined> {
  for (;;) {
    const changeSets = pages.items.peek() ?? [];
    const deed = deedsOf(changeSets).find((known) => known.key === key);
    if (deed === undefined || !pages.hasMore.peek() || isWhole(deed, changeSets)) return deed;
    await pages.more();
    if (pages.failure.peek() !== undefined) return undefined;
  }
}

const CLOCK_SKEW_MS = 60_000;

/** Whether all change sets of a deed are loaded. No part of a job is older than the id of its first change set, which begins with its time (RFC 9562, section 5.7). */
export function isWhole({ key, ids, continues }: Deed, loaded: readonly ChangeSet[]): boolean {
  const begin = Number.parseInt(key.replaceAll('-', '').slice(0, 12), 16);
  return continues === null || ids.includes(key) || Date.parse(loaded.at(-1)?.at ?? '') < begin - CLOCK_SKEW_MS;
}

function idsOf({ id }: ChangeSet): string[] {
  return id === null ? [] : [id];
}

function keyOf({ id, continues, records: [first] }: ChangeSet): string {
  return continues ?? id ?? `${first?.type}/${first?.id}/${first?.version}`;
}

export function wordsOf({ types, actions, changes }: ChangeSet, all: readonly RecordType[]): string {
  return changeSetWords(
    all.filter(({ name }) => types.includes(name)),
    actions,
    changes,
  );
}
