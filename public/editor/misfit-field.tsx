import type { Field } from '../../src/schema/field.ts';
import { focusSoon } from '../browser/focus-soon.ts';
import { misfitText } from '../controls/misfit.tsx';
import { isMissing } from '../model/form-values.ts';
import { labelOf } from '../model/labels.ts';
import type { EditForm } from '../state/edit-form.ts';
import './misfit-field.css';

export interface MisfitFieldProps {
  readonly form: EditForm;
  readonly name: string;
  readonly field: Field;
}

interface PrefixedProps extends MisfitFieldProps {
  readonly prefix: string;
}

/** A field whose stored value does not fit: the value as text, and the ways to correct it. */
export function MisfitField({ form, name, field, prefix }: PrefixedProps) {
  const id = `${prefix}-${name}`;
  const label = labelOf(form.type, name);
  const clearWords = field.default === undefined ? 'Clear' : 'Use default';
  const isCleared = form.values.value[name] === null;
  return (
    <div class="field" role="group" aria-labelledby={`${id}-label`}>
      <span id={`${id}-label`} class="field-label">
        {label}
        {field.required && <span class="required"> (required)</span>}
      </span>
      <div class="misfit-box">
        <StoredValue form={form} name={name} field={field} />
        <p key={String(isCleared)} class="note" role="status">
          {isCleared ? afterClearing(field) : `${form.misfits[name]} The stored value stays until you change it here.`}
        </p>
        <div class="misfit-actions">
          {isCleared ? (
            <button key="keep" type="button" class="button" aria-label={`Keep stored value of ${label}`} onClick={() => form.keep(name)}>
              Keep stored value
            </button>
          ) : (
            <button
              key="replace"
              type="button"
              class="button"
              aria-label={`Replace ${label}`}
              onClick={() => {
                form.correct(name);
                focusSoon(id);
              }}
            >
              Replace
            </button>
          )}
          {!isCleared && !field.required && (
            <button
              key="clear"
              type="button"
              class="button is-quiet"
              aria-label={`${clearWords} ${label}`}
              onClick={() => form.clear(name)}
            >
              {clearWords}
            </button>
          )}
        </div>
      </div>
    </div>
  );
}

/** The stored value, shown while a new one is entered. */
export function StoredValue({ form, name, field }: MisfitFieldProps) {
  const value = form.base?.[name];
  if (isMissing(value)) return <p class="misfit">This field is required but has no value.</p>;
  return (
    <p class="misfit">
      Invalid: <bdi class="misfit-value">{misfitText(field, value)}</bdi>
    </p>
  );
}

function afterClearing({ default: value }: Field): string {
  return value === undefined ? 'It is cleared when you save.' : 'It is set to the default when you save.';
}
