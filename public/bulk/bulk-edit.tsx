import { useState } from 'preact/hooks';
import type { RecordType } from '../../src/schema/record-type.ts';
import { EntryControl } from '../controls/controls.tsx';
import { checkFormValue, type FormValue, formValuesOf } from '../model/form-values.ts';
import { labelOf, pluralize } from '../model/labels.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import { titleField } from '../model/type-display.ts';
import { useEditing } from '../state/use-editing.ts';
import { Dialog } from '../ui/dialog.tsx';

export interface BulkEditProps {
  readonly type: RecordType;
  readonly records: readonly StoredRecord[];
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** One field of many records, set to one value. */
export function BulkEdit({ type, records, onClose, onDone }: BulkEditProps) {
  const { mutations } = useEditing();
  const names = Object.keys(type.fields).filter((name) => name !== titleField(type));
  const [name, setName] = useState(type.filterable.find((one) => names.includes(one)) ?? names[0] ?? '');
  const [entry, setEntry] = useState<FormValue>(formValuesOf(type, {})[name] ?? '');
  const [fault, setFault] = useState<string | undefined>(undefined);
  const field = type.fields[name];
  if (field === undefined) return null;

  const choose = (chosen: string) => {
    setName(chosen);
    setEntry(formValuesOf(type, {})[chosen] ?? '');
    setFault(undefined);
  };
  const save = (event: Event) => {
    event.preventDefault();
    const checked = checkFormValue(field, entry);
    if (!checked.ok) {
      setFault(checked.fault);
      return;
    }
    onClose();
    onDone();
    void mutations.edit(type, records, { [name]: checked.value });
  };

  return (
    <Dialog title={`Edit ${pluralize(records.length, type)}`} onClose={onClose}>
      <form onSubmit={save} noValidate>
        <div class="field">
          <label for="bulk-name">Field</label>
          <select id="bulk-name" value={name} onChange={(event) => choose(event.currentTarget.value)}>
            {names.map((one) => (
              <option key={one} value={one}>
                {labelOf(type, one)}
              </option>
            ))}
          </select>
        </div>
        <div class={`field is-${field.control.type}`}>
          <label for="bulk-entry">New value</label>
          <EntryControl
            key={name}
            control={field.control}
            id="bulk-entry"
            entry={entry}
            required={field.required}
            isFaulty={fault !== undefined}
            describedBy="bulk-note"
            onEnter={setEntry}
            onLeave={() => undefined}
          />
          <p id="bulk-note" class={fault === undefined ? 'note' : 'fault'}>
            {fault ?? (field.always ? '' : 'Left empty, it is taken away.')}
          </p>
        </div>
        <div class="modal-actions">
          <button type="button" class="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="button is-primary">
            Change {pluralize(records.length, type)}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
