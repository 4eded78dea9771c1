import type { RecordType } from '../../src/schema/record-type.ts';
import { FieldValue, isShown } from '../controls/field-value.tsx';
import { labelOf } from '../model/labels.ts';
import type { StoredRecord } from '../model/stored-record.ts';

export interface ComputedFieldProps {
  readonly type: RecordType;
  readonly record: StoredRecord;
  readonly name: string;
}

/** The stored value of a computed field in a form. Read-only: the service computes it. */
export function ComputedField({ type, record, name }: ComputedFieldProps) {
  const id = `computed-${name}`;
  return (
    <div class="field" role="group" aria-labelledby={id}>
      <span id={id} class="field-label">
        {labelOf(type, name)}
      </span>
      <div>
        {isShown(type, record, name) ? <FieldValue type={type} record={record} name={name} isFull /> : <span class="note">No value</span>}
      </div>
      <p class="note">Computed from other fields when you save.</p>
    </div>
  );
}
