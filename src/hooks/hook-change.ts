import { hash } from 'node:crypto';
import { type Entry, entryOf, type ItemChange } from '../history/entry.ts';
import { describeError, reasonOf } from '../observability/describe-error.ts';
import type { Hooks, RecordChange } from '../schema/hooks.ts';
import type { RecordType } from '../schema/record-type.ts';
import { isRecord } from '../store/filter.ts';
import { toRecord } from '../store/record-item.ts';
import type { StoredRecord } from '../store/record-store.ts';

/** A change and its hook. */
export interface HookChange {
  readonly hooks: Hooks;
  readonly change: RecordChange<StoredRecord>;
}

/** Returns the change of an item for its hook. `undefined`: its type has no hook, or the record has not changed. */
export type HookChangeOf = (change: ItemChange) => HookChange | undefined;

export function typesWithHooks(recordTypes: readonly RecordType[]): RecordType[] {
  return recordTypes.filter(({ hooks }) => hooks !== undefined);
}

export function createHookChanges(recordTypes: readonly RecordType[]): HookChangeOf {
  const types = new Map(typesWithHooks(recordTypes).map((type) => [type.name, type]));

  return function hookChangeOf({ before, after }) {
    const entry = types.size === 0 ? undefined : entryOf({ before, after });
    const type = entry && types.get(entry.typeName);
    if (entry === undefined || type?.hooks === undefined) return undefined;
    const recordOf = (item: ItemChange['after']) => (isRecord(item) ? toRecord({ workspace: entry.workspace, type }, item) : undefined);
    return { hooks: type.hooks, change: { ...factsOf(entry), ...effectOf(entry, recordOf(before), recordOf(after)) } };
  };
}

/** Identifies the record of a change. Changes with the same key run in order. */
export function recordKeyOf({ change: { workspace, type, recordId } }: HookChange): string {
  return `${workspace}#${type}#${recordId}`;
}

/** Returns the log fields of a change. */
export function describeChange({ change: { type, recordId: record, change, id } }: HookChange) {
  return { type, record, change, changeId: id };
}

/** Returns the log fields of a failed hook. */
export function describeFailure(error: unknown) {
  return { reason: reasonOf(error), cause: describeError(error) };
}

function factsOf({ workspace, typeName: type, id: recordId, version, at, by, action, changeSet, trashed }: Entry) {
  const isOutOfTrash = action === 'restore' && trashed.before;
  const via = isOutOfTrash ? undefined : (['import', 'undo', 'restore'] as const).find((stated) => stated === action);
  return { id: changeId([workspace, type, recordId, version, at]), workspace, type, recordId, version, at, by, changeSet, via };
}

/** Includes the time, because a record that was deleted and imported again can have the same version twice. */
function changeId(parts: readonly unknown[]): string {
  return hash('sha256', JSON.stringify(parts), 'hex').slice(0, 32);
}

function effectOf({ trashed }: Entry, before: StoredRecord | undefined, record: StoredRecord | undefined) {
  if (record === undefined) {
    if (before === undefined) throw new RangeError('a change has a record before or after it');
    return { change: 'deleted', record, before } as const;
  }
  if (before === undefined) return { change: 'created', record, before } as const;
  if (trashed.before === trashed.after) return { change: 'updated', record, before } as const;
  return { change: trashed.after ? 'trashed' : 'restored', record, before } as const;
}
