import pMap from 'p-map';
import { withComputed } from '../schema/computed.ts';
import { inputFields, type RecordType } from '../schema/record-type.ts';
import { groupBy } from '../store/grouped.ts';
import {
  type Author,
  NotFound,
  NotUnique,
  type RecordStore,
  type Scope,
  type StoredRecord,
  type Values,
  VersionConflict,
} from '../store/record-store.ts';
import { newWriteIdIn } from '../store/write-id.ts';
import { attributesBefore, type Entry, fieldChanges } from './entry.ts';
import { historyPartition } from './history-item.ts';

/**
 * What undo did, or would do, to a record of the change set.
 * `taken`: another record has one of its unique values now. `not-kept`: its former values were too large for the history.
 */
export const UNDO_OUTCOMES = ['undone', 'changed-since', 'gone', 'taken', 'not-kept'] as const;
export type UndoOutcome = (typeof UNDO_OUTCOMES)[number];

export interface UndoneRecord {
  readonly typeName: string;
  readonly id: string;
  readonly outcome: UndoOutcome;
  /** The number of writes that it took. */
  readonly writes: number;
}

export interface UndoOptions {
  readonly store: RecordStore;
  readonly recordTypes: readonly RecordType[];
  readonly author: Author;
  /** Writes nothing, and returns what it would do. A dry run does not find taken values. */
  readonly dryRun: boolean;
}

const CONCURRENCY = 16;

/**
 * Puts each record of a change set back as it was before, unless somebody changed it since. A record that the change set created
 * goes to the trash.
 */
export async function undoChangeSet(entries: readonly Entry[], options: UndoOptions): Promise<UndoneRecord[]> {
  const undo = async (ofOneRecord: readonly Entry[]): Promise<UndoneRecord[]> => {
    const [entry] = ofOneRecord;
    const type = options.recordTypes.find(({ name }) => name === entry?.typeName);
    if (entry === undefined || type === undefined) return [];
    const scope = { workspace: entry.workspace, type };
    return [{ typeName: type.name, id: entry.id, ...(await undoRecord(scope, ofOneRecord, options)) }];
  };
  return (await pMap(groupBy(entries, historyPartition), undo, { concurrency: CONCURRENCY })).flat();
}

type Undone = Pick<UndoneRecord, 'outcome' | 'writes'>;

const without = (outcome: UndoOutcome): Undone => ({ outcome, writes: 0 });

async function undoRecord(scope: Scope, entries: readonly Entry[], { store, author, dryRun }: UndoOptions): Promise<Undone> {
  const [first, last] = [entries[0], entries.at(-1)];
  if (first === undefined || last === undefined || last.action === 'delete') return without('gone');
  try {
    const current = await store.get(scope, last.id, { trashed: true });
    // Somebody else can also have changed the record between two writes of the change set.
    const isUnchanged = current.version === last.version && last.version - first.version === entries.length - 1;
    if (!isUnchanged) return without('changed-since');
    if (entries.some(({ isOmitted }) => isOmitted)) return without('not-kept');
    return { outcome: 'undone', writes: dryRun ? 0 : await putBack(store, scope, { current, first, last, author }) };
  } catch (error) {
    if (error instanceof NotFound) return without('gone');
    if (error instanceof VersionConflict) return without('changed-since');
    if (error instanceof NotUnique) return without('taken');
    throw error;
  }
}

interface PutBack {
  readonly current: StoredRecord;
  readonly first: Entry;
  readonly last: Entry;
  readonly author: Author;
}

/** @returns the number of its writes */
async function putBack(store: RecordStore, scope: Scope, { current, first, last, author }: PutBack): Promise<number> {
  const { id } = last;
  let { version } = last;
  const isTrashed = last.trashed.after;
  const isNew = first.version === 1;
  const belongsInTrash = isNew || first.trashed.before;
  const { set, unset } = isNew ? { set: {}, unset: [] } : formerValues(scope.type, first, last);
  const changes = withComputed(scope.type, current, { set, unset });
  const hasValues = Object.keys(set).length + unset.length > 0;
  const options = () => ({ ...author, ifMatch: [version], writeId: newWriteIdIn(author.changeSet) });
  // Only a live record can change.
  if (isTrashed && (hasValues || !belongsInTrash)) ({ version } = await store.restore(scope, id, options()));
  if (hasValues) ({ version } = (await store.patch(scope, id, changes, options())).record);
  if (belongsInTrash && (!isTrashed || hasValues)) ({ version } = await store.trash(scope, id, options()));
  return version - last.version;
}

/**
 * The values that undo sets and unsets: those of the fields that the change set changed. Computed fields follow from them.
 * A field that had no value before it got a default gets the default.
 */
function formerValues(type: RecordType, first: Entry, last: Entry): { readonly set: Values; readonly unset: readonly string[] } {
  const changes = fieldChanges({ fields: inputFields(type) }, attributesBefore(first), last.values);
  const former = Object.entries(changes).map(([name, { from }]) => [name, from ?? type.fields[name]?.default] as const);
  const set = Object.fromEntries(former.filter(([, value]) => value !== undefined));
  return { set, unset: former.flatMap(([name, value]) => (value === undefined ? [name] : [])) };
}
