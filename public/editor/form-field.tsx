import { FieldInput } from '../controls/field-input.tsx';
import { isEmpty, isMissing } from '../model/form-values.ts';
import { labelOf } from '../model/labels.ts';
import { hrefOf } from '../model/route.ts';
import type { EditForm } from '../state/edit-form.ts';
import { ChangingText } from '../ui/changing-text.tsx';
import { MisfitField, StoredValue } from './misfit-field.tsx';

const TRASH = new URLSearchParams({ trashed: 'true' });

export interface FormFieldProps {
  readonly form: EditForm;
  readonly name: string;
  /** Two forms of a page need different ids. */
  readonly prefix?: string;
  /** Called after a value was entered. */
  readonly onEntered?: (() => void) | undefined;
}

/** One field of the form: label, input and faults. */
export function FormField({ form, name, prefix = 'field', onEntered }: FormFieldProps) {
  const field = form.type.fields[name];
  const value = form.values.value[name];
  if (field === undefined) return null;
  if (value === undefined || value === null) return <MisfitField form={form} name={name} field={field} prefix={prefix} />;
  const fault = form.faults.value[name];
  const holder = form.holders.value[name];
  const id = `${prefix}-${name}`;
  const isUnset = field.required && form.base !== undefined && isMissing(form.base[name]) && isEmpty(value);
  const notes = [
    fault !== undefined && `${id}-fault`,
    isUnset && `${id}-missing`,
    lengthNote(field.control, value) !== undefined && `${id}-note`,
  ]
    .filter(Boolean)
    .join(' ');
  return (
    <div class={`field is-${field.control.type}`}>
      <label for={id}>
        {labelOf(form.type, name)}
        {field.required && <span class="required"> (required)</span>}
      </label>
      <FieldInput
        field={field}
        id={id}
        value={value}
        isInvalid={fault !== undefined}
        describedBy={notes === '' ? undefined : notes}
        onInput={(entered) => {
          form.enter(name, entered);
          onEntered?.();
        }}
        onLeave={() => form.check(name)}
      />
      {form.misfits[name] !== undefined && (
        <div class="misfit-box">
          <StoredValue form={form} name={name} field={field} />
          <p class="note">
            Leave the field empty to keep the stored value.{' '}
            <button
              type="button"
              class="link"
              aria-label={`Keep stored value of ${labelOf(form.type, name)}`}
              onClick={() => form.keep(name)}
            >
              Keep stored value
            </button>
          </p>
        </div>
      )}
      {isUnset && fault === undefined && (
        <p class="misfit note" id={`${id}-missing`}>
          This field is required but has no value.
        </p>
      )}
      {lengthNote(field.control, value) && (
        <p class="note" id={`${id}-note`}>
          <ChangingText>{lengthNote(field.control, value)}</ChangingText>
        </p>
      )}
      {fault !== undefined && (
        <p class="fault" id={`${id}-fault`}>
          <ChangingText>{fault}</ChangingText>
          {holder !== undefined && (
            <>
              {' '}
              <a href={hrefOf({ type: form.type, open: holder.id, ...(holder.isTrashed ? { view: TRASH } : {}) })}>
                {holder.isTrashed ? 'Open it in the trash' : 'Open it'}
              </a>
            </>
          )}
        </p>
      )}
    </div>
  );
}

const NEARLY_FULL = 0.8;

/** The number of characters left, when the field is nearly full. */
function lengthNote(control: object, value: unknown): string | undefined {
  if (!('maxLength' in control) || typeof control.maxLength !== 'number' || typeof value !== 'string') return undefined;
  const length = [...value.trim()].length;
  return length > control.maxLength * NEARLY_FULL && length <= control.maxLength
    ? `${control.maxLength - length} characters left`
    : undefined;
}
