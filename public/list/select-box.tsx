import type { RecordType } from '../../src/schema/record-type.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import { titleOf } from '../model/type-display.ts';
import { useApp } from '../state/app-context.ts';

/** Selects a record. With Shift, selects all records from the last clicked record to this record. */
export function SelectBox({ type, record }: { readonly type: RecordType; readonly record: StoredRecord }) {
  const { selection } = useApp();
  return (
    <label class="select-box">
      <input
        type="checkbox"
        checked={selection.has(record.id)}
        aria-label={`Select ${titleOf(type, record)}`}
        onClick={(event) => selection.toggle(record.id, { through: event.shiftKey })}
      />
    </label>
  );
}
