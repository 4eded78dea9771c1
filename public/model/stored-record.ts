import type { ServiceValues } from '../../src/schema/record-type.ts';

/** A record in a response of the API. */
export type StoredRecord = ServiceValues & Readonly<Record<string, unknown>>;

export function isStoredRecord(value: unknown): value is StoredRecord {
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string' && 'version' in value;
}
