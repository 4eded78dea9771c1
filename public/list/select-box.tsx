import type { RecordType } from '../../src/schema/record-type.ts';
import { titleOf } from '../records/outline.ts';
import type { StoredRecord } from '../records/stored-record.ts';
import { useApp } from '../shell/app-context.ts';

/** Marks a record to be changed together with others; with Shift, all between. */
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
