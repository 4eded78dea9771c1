import type { RecordType } from '../../src/schema/record-type.ts';
import { pluralize } from './labels.ts';
import type { StoredRecord } from './stored-record.ts';
import { titleOf } from './type-display.ts';

/** Returns the title of one record in quotes, or the number of several. */
export function titleOrCount(type: RecordType, records: readonly StoredRecord[]): string {
  const [first] = records;
  return records.length === 1 && first !== undefined ? `“${titleOf(type, first)}”` : pluralize(records.length, type);
}
