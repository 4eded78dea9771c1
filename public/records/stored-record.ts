import type { ServiceValues } from '../../src/schema/record-type.ts';

/** A record as the API answers it. */
export type StoredRecord = ServiceValues & Readonly<Record<string, unknown>>;

export function isStoredRecord(value: unknown): value is StoredRecord {
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string' && 'version' in value;
}

/** Whether two values of a field are the same; values are what JSON holds, lists of texts at most. */
export function sameValue(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

/** A record as it will be after a merge patch: `null` unsets. */
export function patched(record: StoredRecord, patch: Readonly<Record<string, unknown>>): StoredRecord {
  const set = Object.fromEntries(Object.entries(patch).map(([name, value]) => [name, value ?? undefined]));
  return { ...record, ...set };
}

/** The tag of the version that was seen, for `If-Match`. */
export function etagOf({ version }: StoredRecord): string {
  return `"${version}"`;
}
