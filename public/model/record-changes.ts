import type { RecordType } from '../../src/schema/record-type.ts';
import type { StoredRecord } from './stored-record.ts';

/** Whether the service accepts a change to this value. It refuses values that do not fit, retired choices, and computed fields. */
export function isWritable(type: RecordType, name: string, value: unknown): boolean {
  const field = type.fields[name];
  if (field?.compute !== undefined) return false;
  if (value === undefined || value === null) return field?.required !== true;
  return field?.parse(value).ok === true;
}

/** A record after a merge patch (RFC 7396), without the referenced records of its former values. */
export function patched(record: StoredRecord, patch: Readonly<Record<string, unknown>>): StoredRecord {
  const set = Object.fromEntries(Object.entries(patch).map(([name, value]) => [name, value ?? undefined]));
  return { ...record, ...set, expand: undefined };
}
