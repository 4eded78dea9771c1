import type { RecordType } from '../../src/schema/record-type.ts';
import { isObject } from './json.ts';
import { isStoredRecord, type StoredRecord } from './stored-record.ts';

/** A field of `type` that refers to records of another type. */
export interface Reference {
  readonly type: RecordType;
  readonly field: string;
}

/** What a value refers to: a record, `null` for one that is gone, `undefined` where that is not known. */
export type Referred = StoredRecord | null | undefined;

/** The fields that refer to records. Requests for lists and records expand them. */
export function referenceFields({ fields }: RecordType): string[] {
  return Object.keys(fields).filter((name) => fields[name]?.control.type === 'reference');
}

/** The fields of all types that refer to records of this type. */
export function referencesTo(target: RecordType, types: readonly RecordType[]): Reference[] {
  return types.flatMap((type) =>
    referenceFields(type)
      .filter((field) => type.fields[field]?.refersTo === target.name)
      .map((field) => ({ type, field })),
  );
}

/** What the service says that a field refers to. */
export function expandedIn({ expand }: StoredRecord, field: string): Referred {
  const referred = isObject(expand) ? expand[field] : undefined;
  return referred === null || isStoredRecord(referred) ? referred : undefined;
}
