import type { RecordType } from '../../src/schema/record-type.ts';
import { fieldOf } from '../../src/schema/service-fields.ts';
import { labelOf } from './labels.ts';
import { acceptsRelativeDays } from './relative-days.ts';
import type { Sort } from './view.ts';

/** Returns a sort order in words, such as “Newest first” or “Due date: earliest first”. */
export function sortWords(type: RecordType, { field: name, descending }: Sort): string {
  if (name === 'createdAt') return descending ? 'Newest first' : 'Oldest first';
  if (name === 'updatedAt') return descending ? 'Last updated first' : 'Least recently updated first';
  return `${labelOf(type, name)}: ${directionWords(type, { field: name, descending })}`;
}

function directionWords(type: RecordType, { field: name, descending }: Sort): string {
  const field = fieldOf(type, name);
  if (field !== undefined && acceptsRelativeDays(field)) return descending ? 'latest first' : 'earliest first';
  if (field?.jsonSchema.type === 'string') return descending ? 'Z to A' : 'A to Z';
  return descending ? 'highest first' : 'lowest first';
}

/** Why a list cannot be sorted by a column. */
export const NOT_SORTABLE = 'Can’t be sorted: the record type has no index for this column.';
