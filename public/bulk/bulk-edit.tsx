import { useMemo } from 'preact/hooks';
import type { RecordType } from '../../src/schema/record-type.ts';
import { CONTROLS } from '../controls/index.ts';
import type { FieldEdits } from '../model/field-edits.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import { createBulkForm } from '../state/bulk-form.ts';
import { ChangingText } from '../ui/changing-text.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icon.tsx';
import { ADD } from '../ui/icons.ts';
import { BulkField } from './bulk-field.tsx';
import './bulk-edit.css';

export interface BulkEditProps {
  readonly type: RecordType;
  /** The selected records that are loaded. */
  readonly records: readonly StoredRecord[];
  /** The records to change, in words: “2 tasks”. */
  readonly what: string;
  readonly onClose: () => void;
  readonly onSave: (edits: FieldEdits) => void;
}

/** Changes fields of many records. */
export function BulkEdit({ type, records, what, onClose, onSave }: BulkEditProps) {
  const form = useMemo(
    () => createBulkForm(type, { codecs: CONTROLS, hasItems: ({ control }) => CONTROLS[control.type].hasItems === true }),
    [type],
  );
  const save = (event: Event) => {
    event.preventDefault();
    const edits = form.isComplete.peek() ? form.check() : undefined;
    if (edits !== undefined) onSave(edits);
  };
  return (
    <Dialog title={`Edit ${what}`} onClose={onClose}>
      <form onSubmit={save} noValidate>
        {form.rows.value.map((row) => (
          <BulkField key={`${row.key}`} type={type} form={form} row={row} records={records} />
        ))}
        {form.choices().length > 0 && (
          <button type="button" class="link bulk-add" onClick={form.addRow}>
            <Icon path={ADD} /> Add another field
          </button>
        )}
        <div class="dialog-actions">
          <button type="button" class="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="button is-primary" disabled={!form.isComplete.value}>
            <ChangingText>{`Update ${what}`}</ChangingText>
          </button>
        </div>
      </form>
    </Dialog>
  );
}
