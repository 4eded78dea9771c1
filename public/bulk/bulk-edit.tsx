import { useState } from 'preact/hooks';
import { misfitFaults } from '../../src/schema/fit.ts';
import type { RecordType } from '../../src/schema/record-type.ts';
import { titleField } from '../../src/schema/record-type.ts';
import { FieldInput } from '../controls/field-input.tsx';
import { CONTROLS } from '../controls/index.ts';
import { misfitText } from '../controls/misfit.tsx';
import { checkFormValue, type FormValue, isEmpty } from '../model/form-values.ts';
import { labelOf, pluralize } from '../model/labels.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import { useApp } from '../state/app-context.ts';
import { useEditing } from '../state/use-editing.ts';
import { ChangingText } from '../ui/changing-text.tsx';
import { Dialog } from '../ui/dialog.tsx';

export interface BulkEditProps {
  readonly type: RecordType;
  readonly records: readonly StoredRecord[];
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Sets one field of many records to one value. No value is preset, so that only a chosen value reaches the records. */
export function BulkEdit({ type, records, onClose, onDone }: BulkEditProps) {
  const { run } = useApp();
  const { mutations } = useEditing();
  const names = Object.keys(type.fields).filter((name) => name !== titleField(type));
  const [name, setName] = useState(type.filterable.find((filterable) => names.includes(filterable)) ?? names[0] ?? '');
  const [chosen, setChosen] = useState<FormValue | undefined>(undefined);
  const [isCleared, setCleared] = useState(false);
  const [fault, setFault] = useState<string | undefined>(undefined);
  const field = type.fields[name];
  if (field === undefined) return null;
  const emptyValue = CONTROLS[field.control.type].toForm(undefined);
  const isChosen = isCleared || (chosen !== undefined && !isEmpty(chosen));

  const chooseField = (other: string) => {
    setName(other);
    setChosen(undefined);
    setCleared(false);
    setFault(undefined);
  };
  const save = (event: Event) => {
    event.preventDefault();
    if (!isChosen) return;
    const checked = checkFormValue(CONTROLS, field, isCleared ? emptyValue : (chosen ?? emptyValue));
    if (!checked.ok) {
      setFault(checked.fault);
      return;
    }
    onClose();
    onDone();
    run(async () => await mutations.edit(type, records, { [name]: isCleared ? null : checked.value }));
  };

  return (
    <Dialog title={`Edit ${pluralize(records.length, type)}`} onClose={onClose}>
      <form onSubmit={save} noValidate>
        <div class="field">
          <label for="bulk-name">Field</label>
          <select id="bulk-name" value={name} onChange={(event) => chooseField(event.currentTarget.value)}>
            {names.map((other) => (
              <option key={other} value={other}>
                {labelOf(type, other)}
              </option>
            ))}
          </select>
        </div>
        <div key={name} class={`field is-${field.control.type}`}>
          <label for="bulk-value">New value</label>
          <FieldInput
            field={field}
            id="bulk-value"
            value={chosen ?? emptyValue}
            isInvalid={fault !== undefined}
            isDisabled={isCleared}
            describedBy="bulk-fault"
            onInput={(value) => {
              setChosen(value);
              setFault(undefined);
            }}
            onLeave={() => undefined}
          />
          <MisfitsNote type={type} records={records} name={name} />
          <p id="bulk-fault" class="fault">
            <ChangingText>{fault}</ChangingText>
          </p>
        </div>
        {!field.always && (
          <label class="bulk-clear">
            <input type="checkbox" checked={isCleared} onChange={(event) => setCleared(event.currentTarget.checked)} /> Clear this field
          </label>
        )}
        <div class="dialog-actions">
          <button type="button" class="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="button is-primary" disabled={!isChosen}>
            Update {pluralize(records.length, type)}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

const SHOWN_VALUES = 3;

/** Which of the records have a value that does not fit the field. */
function MisfitsNote({ type, records, name }: Pick<BulkEditProps, 'type' | 'records'> & { readonly name: string }) {
  const field = type.fields[name];
  if (field === undefined) return null;
  const misfits = records.filter((record) => misfitFaults(field, record[name]).length > 0);
  if (misfits.length === 0) return null;
  const values = [...new Set(misfits.map((record) => misfitText(field, record[name]) || 'no value'))];
  return (
    <p class="misfit note">
      Invalid value in {misfits.length} of {records.length}:{' '}
      {values.slice(0, SHOWN_VALUES).flatMap((text, index) => [index > 0 && ', ', <bdi key={text}>{text}</bdi>])}
      {values.length > SHOWN_VALUES && ', …'}
    </p>
  );
}
