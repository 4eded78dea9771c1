import type { RecordType } from '../schema/record-type.ts';
import { searchForm } from '../schema/search.ts';
import { fieldOf } from '../schema/service-fields.ts';
import { foldCase } from '../schema/text-order.ts';
import { createdAtOf } from './creation-time.ts';
import { compareKeys, type Item } from './keys.ts';
import type { Filter, ListQuery } from './record-store.ts';
import { SORT_KEY, TTL_ATTRIBUTE } from './table.ts';

/** Checks whether an item is a record. A permanently deleted record leaves a tombstone until it expires. */
export function isRecord(item: Item | undefined): item is Item {
  return item !== undefined && item[TTL_ATTRIBUTE] === undefined;
}

export function isTrashed(item: Item): boolean {
  return item['deletedAt'] !== undefined;
}

/** Creates a test of one item for the whole query, including conditions that the keys already guarantee. */
export function createFilter(type: RecordType, query: ListQuery): (item: Item) => boolean {
  const tests = query.filters.map((filter) => createTest(type, filter));
  return (item) =>
    isRecord(item) && isTrashed(item) === query.trashed && tests.every((test) => test(item)) && holdsWords(type, item, query.words);
}

/** Returns the attributes that the test of a query reads. */
export function filteredAttributes(type: RecordType, query: ListQuery): string[] {
  const searched = query.words.length === 0 ? [] : Object.keys(type.fields).filter((name) => type.fields[name]?.searchable);
  const names = [...query.filters.map(({ field }) => field), ...searched];
  return [...new Set([TTL_ATTRIBUTE, 'deletedAt', ...names.flatMap((name) => attributesOf(type.fields, name))])];
}

/** Returns the attributes that can contain a field's value, under its current and its former name. */
export function attributesOf(fields: RecordType['fields'], name: string): string[] {
  if (name === 'createdAt') return [SORT_KEY];
  const was = fields[name]?.was;
  return was === undefined ? [name] : [name, was];
}

/** Returns the value of a field in an item. */
export function fieldValue({ fields }: Pick<RecordType, 'fields'>, name: string, item: Item): unknown {
  if (name === 'createdAt') return createdAtOf(String(item[SORT_KEY]));
  const value = item[name];
  const was = fields[name]?.was;
  return value === undefined && was !== undefined ? item[was] : value;
}

function createTest(type: RecordType, { field: name, operator, values }: Filter): (item: Item) => boolean {
  const field = fieldOf(type, name);
  if (field === undefined) throw new RangeError(`${type.name} has no field ${name}`);
  const sortKeyOf = (value: unknown) => field.sortKey?.(value) ?? '';
  const present = (test: (value: unknown) => boolean) => (item: Item) => {
    const value = fieldValue(type, name, item);
    return value !== undefined && test(value);
  };
  const compared = (test: (order: number) => boolean) => {
    const bound = sortKeyOf(values[0]);
    return present((value) => test(compareKeys(sortKeyOf(value), bound)));
  };
  const wanted = new Set(operator === 'eq' || operator === 'ne' ? values.flatMap((value) => field.terms(value)) : []);
  const hasTerm = present((value) => field.terms(value).some((term) => wanted.has(term)));
  switch (operator) {
    case 'eq':
      return hasTerm;
    // Also true for a record without a value, so that each record matches either `eq` or `ne`.
    case 'ne':
      return (item) => !hasTerm(item);
    case 'prefix': {
      const prefix = String(values[0]);
      return present((value) => foldCase(field.toText(value)).startsWith(prefix));
    }
    case 'contains': {
      const part = String(values[0]);
      return present((value) => foldCase(field.toText(value)).includes(part));
    }
    case 'exists':
      return (item) => (fieldValue(type, name, item) !== undefined) === values[0];
    case 'gt':
      return compared((order) => order > 0);
    case 'gte':
      return compared((order) => order >= 0);
    case 'lt':
      return compared((order) => order < 0);
    case 'lte':
      return compared((order) => order <= 0);
  }
}

function holdsWords(type: RecordType, item: Item, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const texts = Object.entries(type.fields).flatMap(([name, field]) => {
    const value = field.searchable ? fieldValue(type, name, item) : undefined;
    return value === undefined ? [] : [searchForm(field.toText(value))];
  });
  return words.every((word) => texts.some((text) => text.includes(word)));
}
