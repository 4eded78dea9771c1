import { isDeepStrictEqual } from 'node:util';
import { type RecordType, titleField } from '../schema/record-type.ts';
import { fieldValue, isRecord, isTrashed } from '../store/filter.ts';
import { type Item, ownerOfPartition } from '../store/keys.ts';
import { exportAttributes } from '../store/record-item.ts';
import { ACTION, PARTITION_KEY, SORT_KEY } from '../store/table.ts';
import { changeSetOf, isPartOfMany } from '../store/write-id.ts';

/** A change of an item of the table, as DynamoDB Streams reports it: the item before and after. */
export interface ItemChange {
  readonly before?: Item | undefined;
  readonly after?: Item | undefined;
}

export const ACTIONS = ['create', 'update', 'trash', 'restore', 'import', 'undo', 'delete'] as const;
export type Action = (typeof ACTIONS)[number];

/** What one write did to one record. */
export interface Entry {
  readonly workspace: string;
  readonly typeName: string;
  readonly id: string;
  /** The version that the write made. */
  readonly version: number;
  /** RFC 3339, in UTC. */
  readonly at: string;
  /** The id of the caller. */
  readonly by: string;
  readonly action: Action;
  /** The request that wrote it; absent for writes of older versions of the code. */
  readonly changeSet?: string | undefined;
  /** The attributes of the record after the write; none after a permanent delete. */
  readonly values: Item;
  /** The changed attributes as they were before; `null`: it had none. */
  readonly before: Item;
  /** Whether the request had many writes, as a batch or an import has. */
  readonly isPart: boolean;
  /** Whether the values were too large to be kept. Then `values` and `before` are empty. */
  readonly isOmitted?: boolean | undefined;
  /** Whether the record was in the trash before the write, and whether it is after it. */
  readonly trashed: { readonly before: boolean; readonly after: boolean };
}

/** Attributes that every write sets. They are no values of the record. */
const STAMPS: ReadonlySet<string> = new Set(['id', 'createdAt', 'createdBy', 'updatedAt', 'updatedBy', 'version', 'deletedAt']);

/**
 * The entry of a change; `undefined` if no record changed. Depends on nothing but the change, so that a repetition of
 * the change makes the same entry.
 */
export function entryOf({ before, after }: ItemChange): Entry | undefined {
  const owner = ownerOfPartition(String((after ?? before)?.[PARTITION_KEY]));
  const old = isRecord(before) ? before : undefined;
  if (owner === undefined) return undefined;
  if (isRecord(after)) return after['version'] === old?.['version'] ? undefined : { ...owner, ...writeOf(old, after) };
  return old === undefined ? undefined : { ...owner, ...deletionOf(old, after) };
}

/** The attributes of the record before the write. */
export function attributesBefore({ values, before }: Entry): Item {
  return Object.fromEntries(Object.entries({ ...values, ...before }).filter(([, value]) => value !== null));
}

/** The fields whose values differ between two states of a record. A value that is not there is `undefined`. */
export function fieldChanges(type: Pick<RecordType, 'fields'>, before: Item, after: Item): Record<string, { from: unknown; to: unknown }> {
  const changes = Object.keys(type.fields).flatMap((name) => {
    const [from, to] = [fieldValue(type, name, before), fieldValue(type, name, after)];
    return isDeepStrictEqual(from, to) ? [] : [[name, { from, to }] as const];
  });
  return Object.fromEntries(changes);
}

/** The values of the type's fields after the write. Values from before a field was renamed have its name of today. */
export function valuesAfter(type: Pick<RecordType, 'fields'>, { values }: Entry): Item {
  const named = Object.keys(type.fields).map((name) => [name, fieldValue(type, name, values)] as const);
  return Object.fromEntries(named.filter(([, value]) => value !== undefined));
}

/** The title of the record after the write; none after a permanent delete. */
export function titleAfter(type: RecordType, { values }: Entry): { readonly title?: string } {
  const title = fieldValue(type, titleField(type), values);
  return title === undefined ? {} : { title: String(title) };
}

type Write = Omit<Entry, 'workspace' | 'typeName'>;

function writeOf(before: Item | undefined, after: Item): Write {
  const old: Item = before === undefined ? {} : partsOf(before).values;
  const { values, stamps } = partsOf(after);
  const names = [...new Set([...Object.keys(old), ...Object.keys(values)])];
  const changed = names.filter((name) => !isDeepStrictEqual(old[name], values[name]));
  return {
    ...stamps,
    action: actionOf(before, after),
    values,
    before: Object.fromEntries(changed.map((name) => [name, old[name] ?? null])),
    trashed: { before: before !== undefined && isTrashed(before), after: isTrashed(after) },
  };
}

/** A permanent delete leaves a tombstone, which names who did it. It counts as the version after the last. */
function deletionOf(before: Item, tombstone: Item = {}): Write {
  const { stamps } = partsOf({ ...before, ...tombstone });
  const trashed = { before: isTrashed(before), after: false };
  return { ...stamps, version: Number(before['version']) + 1, action: 'delete', values: {}, before: {}, trashed };
}

function partsOf(item: Item): { readonly values: Item; readonly stamps: Omit<Write, 'action' | 'values' | 'before' | 'trashed'> } {
  const values = Object.entries(exportAttributes(item)).filter(([name]) => !STAMPS.has(name));
  const writeId = String(item['writeId']);
  return {
    values: Object.fromEntries(values),
    stamps: {
      id: String(item[SORT_KEY]),
      version: Number(item['version']),
      at: String(item['updatedAt']),
      by: String(item['updatedBy']),
      isPart: isPartOfMany(writeId),
      changeSet: changeSetOf(writeId),
    },
  };
}

/** A write states its action if it is more than its effect. */
function actionOf(before: Item | undefined, after: Item): Action {
  const stated = ACTIONS.find((action) => action === after[ACTION]);
  if (stated !== undefined) return stated;
  if (before === undefined) return 'create';
  if (isTrashed(before) === isTrashed(after)) return 'update';
  return isTrashed(after) ? 'trash' : 'restore';
}
