import type { ServiceValues } from '../../src/schema/record-type.ts';

/** A record as the API answers it. */
export type StoredRecord = ServiceValues & Readonly<Record<string, unknown>>;

export function isStoredRecord(value: unknown): value is StoredRecord {
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string' && 'version' in value;
}
