import type { RecordType } from '../schema/record-type.ts';
import { fieldValue, isTrashed } from '../store/filter.ts';
import type { Item } from '../store/keys.ts';
import { SORT_KEY } from '../store/table.ts';
import { uniqueTerm } from '../store/terms.ts';
import { declaredUniques } from '../store/unique-fields.ts';

/** A live record with the same value in a unique field as another live record. */
export interface Duplicate {
  readonly type: string;
  readonly field: string;
  readonly problem: 'duplicate';
  /** The value of the first record. The other records may differ in case. */
  readonly detail: string;
  readonly id: string;
}

/** Finds live records with the same value in a unique field. Reads one record at a time and remembers one entry for each value. */
export function createDuplicates() {
  const seen = new Map<string, { readonly detail: string; readonly firstId: string | undefined }>();

  return {
    /** Returns the record if an earlier record has the same value. The first time, it also returns the earlier record. */
    find(partition: string, type: RecordType | undefined, item: Item): Duplicate[] {
      if (type === undefined || isTrashed(item)) return [];
      const id = String(item[SORT_KEY]);
      return declaredUniques(type).flatMap((part) => {
        const term = uniqueTerm(part, item);
        if (term === undefined) return [];
        const key = JSON.stringify([partition, part.field, term]);
        const known = seen.get(key);
        const detail = known?.detail ?? type.fields[part.field]?.toText(fieldValue(type, part.field, item)) ?? term;
        seen.set(key, { detail, firstId: known === undefined ? id : undefined });
        if (known === undefined) return [];
        const ids = known.firstId === undefined ? [id] : [known.firstId, id];
        return ids.map((id) => ({ type: type.name, field: part.field, problem: 'duplicate', detail, id }) as const);
      });
    },
  };
}
