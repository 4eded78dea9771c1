import type { StoredRecord } from './stored-record.ts';

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
