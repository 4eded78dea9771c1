import { misfitFaults } from '../../src/schema/fit.ts';
import type { RecordType } from '../../src/schema/record-type.ts';
import { FieldInput } from '../controls/field-input.tsx';
import { CONTROLS } from '../controls/index.ts';
import { misfitText } from '../controls/misfit.tsx';
import type { FieldEdit } from '../model/field-edits.ts';
import type { FormValue } from '../model/form-values.ts';
import { labelOf } from '../model/labels.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import type { BulkForm, BulkRow } from '../state/bulk-form.ts';
import { ChangingText } from '../ui/changing-text.tsx';

const WAYS: Readonly<Record<FieldEdit['how'], string>> = { items: 'Add or remove', set: 'Set to', clear: 'Clear' };

export interface BulkFieldProps {
  readonly type: RecordType;
  readonly form: BulkForm;
  readonly row: BulkRow;
  readonly records: readonly StoredRecord[];
}

/** One field of a bulk edit: which field, what to do, and the value. */
export function BulkField({ type, form, row, records }: BulkFieldProps) {
  const { key, name, how } = row;
  const ways = form.waysOf(name);
  const label = labelOf(type, name);
  return (
    <fieldset class="bulk-field" aria-label={label}>
      <div class="bulk-field-head">
        <div class="field">
          <label for={`bulk-name-${key}`}>Field</label>
          <select id={`bulk-name-${key}`} value={name} onChange={(event) => form.chooseField(row, event.currentTarget.value)}>
            {form.choices(row).map((choice) => (
              <option key={choice} value={choice}>
                {labelOf(type, choice)}
              </option>
            ))}
          </select>
        </div>
        {ways.length > 1 && (
          <div class="field">
            <label for={`bulk-how-${key}`}>Change</label>
            <select
              id={`bulk-how-${key}`}
              value={how}
              onChange={(event) => form.enter(row, { how: ways.find((way) => way === event.currentTarget.value) ?? how })}
            >
              {ways.map((way) => (
                <option key={way} value={way}>
                  {WAYS[way]}
                </option>
              ))}
            </select>
          </div>
        )}
        {form.rows.value.length > 1 && (
          <button type="button" class="icon-button" aria-label={`Don’t change ${label}`} onClick={() => form.removeRow(row)}>
            ×
          </button>
        )}
      </div>
      <div key={`${name} ${how}`}>
        {how === 'set' && (
          <Value {...{ type, row }} id="value" label="New value" value={row.value} onInput={(value) => form.enter(row, { value })} />
        )}
        {how === 'items' && (
          <>
            <Value {...{ type, row }} id="add" label="Add" value={row.add} onInput={(add) => form.enter(row, { add })} />
            <Value {...{ type, row }} id="remove" label="Remove" value={row.remove} onInput={(remove) => form.enter(row, { remove })} />
          </>
        )}
      </div>
      <MisfitsNote type={type} records={records} name={name} />
      <p id={`bulk-fault-${key}`} class="fault">
        <ChangingText>{row.fault}</ChangingText>
      </p>
    </fieldset>
  );
}

interface ValueProps {
  readonly type: RecordType;
  readonly row: BulkRow;
  readonly id: string;
  readonly label: string;
  readonly value: FormValue | undefined;
  readonly onInput: (value: FormValue) => void;
}

function Value({ type, row, id, label, value, onInput }: ValueProps) {
  const field = type.fields[row.name];
  if (field === undefined) return null;
  const { toForm } = CONTROLS[field.control.type];
  return (
    <div class={`field is-${field.control.type}`}>
      <label for={`bulk-${id}-${row.key}`}>{label}</label>
      <FieldInput
        field={field}
        id={`bulk-${id}-${row.key}`}
        value={value ?? toForm(undefined)}
        isInvalid={row.fault !== undefined}
        describedBy={`bulk-fault-${row.key}`}
        onInput={onInput}
        onLeave={() => undefined}
      />
    </div>
  );
}

const SHOWN_VALUES = 3;

/** Which of the records have a value that does not fit the field. */
function MisfitsNote({ type, records, name }: Pick<BulkFieldProps, 'type' | 'records'> & { readonly name: string }) {
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
