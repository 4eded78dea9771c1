import type { RecordType } from '../../src/schema/record-type.ts';
import { formatNumber } from './number-text.ts';

const SERVICE_LABELS = new Map(
  Object.entries({
    createdAt: 'Created',
    updatedAt: 'Updated',
    createdBy: 'Created by',
    updatedBy: 'Updated by',
    deletedAt: 'Deleted',
  }),
);

/** Returns a field's label, or its name as words: “Due date” for `dueDate`. */
export function labelOf(type: RecordType, name: string): string {
  return type.fields[name]?.label ?? SERVICE_LABELS.get(name) ?? humanize(name);
}

/** Converts an identifier to words: `in-progress` to “In progress”, `dueDate` to “Due date”. */
export function humanize(word: string): string {
  const words = word
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/[-_]/g, ' ')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Returns a count with its noun: “1 task”, “1,250 tasks”. */
export function pluralize(count: number, type: RecordType): string {
  return `${formatNumber(count)} ${count === 1 ? type.singular : type.title.toLowerCase()}`;
}
