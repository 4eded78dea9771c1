import { sameValue } from '../../src/schema/same-value.ts';
import type { StoredRecord } from './stored-record.ts';

/** What a bulk edit does to one field. */
export type FieldEdit =
  | { readonly how: 'set'; readonly value: unknown }
  | { readonly how: 'clear' }
  /** Adds and removes items of a list, and keeps its other items. */
  | { readonly how: 'items'; readonly add: readonly string[]; readonly remove: readonly string[] };

/** What a bulk edit does, by field. */
export type FieldEdits = Readonly<Record<string, FieldEdit>>;

/** The merge patch that applies the edits to a record. It leaves out lists that have the wanted items already. */
export function patchFor(edits: FieldEdits, record: StoredRecord): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(edits).flatMap(([name, edit]) => {
      const before = record[name] ?? undefined;
      const value = valueAfter(edit, before);
      return edit.how === 'items' && sameValue(value, before ?? null) ? [] : [[name, value]];
    }),
  );
}

/** The fields whose new value depends on the stored one. */
export function fieldsToRead(edits: FieldEdits): string[] {
  return Object.entries(edits).flatMap(([name, { how }]) => (how === 'items' ? [name] : []));
}

function valueAfter(edit: FieldEdit, before: unknown): unknown {
  if (edit.how === 'set') return edit.value;
  if (edit.how === 'clear') return null;
  const { add, remove } = edit;
  const kept = itemsOf(before).filter((item) => !remove.some((removed) => removed === item));
  const items = [...kept, ...add.filter((item) => !kept.includes(item))];
  return items.length === 0 ? null : items;
}

/** A stored value that is no list, from before the field was one, becomes an item, so that it is not lost. */
function itemsOf(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}
