import { EntryControl } from '../controls/controls.tsx';
import { labelOf } from '../model/labels.ts';
import type { EditForm } from '../state/edit-form.ts';

/** One field of the form: its name, its control, and what is wrong with it. */
export function FormField({ form, name }: { readonly form: EditForm; readonly name: string }) {
  const field = form.type.fields[name];
  const entry = form.entries.value[name];
  if (field === undefined || entry === undefined) return null;
  const fault = form.faults.value[name];
  const id = `field-${name}`;
  const notes = [fault !== undefined && `${id}-fault`, lengthNote(field.control, entry) !== undefined && `${id}-note`]
    .filter(Boolean)
    .join(' ');
  return (
    <div class={`field is-${field.control.type}`}>
      <label for={id}>
        {labelOf(form.type, name)}
        {field.required && <span class="needed"> needed</span>}
      </label>
      <EntryControl
        control={field.control}
        id={id}
        entry={entry}
        required={field.required}
        isFaulty={fault !== undefined}
        describedBy={notes === '' ? undefined : notes}
        onEnter={(value) => form.enter(name, value)}
        onLeave={() => form.check(name)}
      />
      {lengthNote(field.control, entry) && (
        <p class="note" id={`${id}-note`}>
          {lengthNote(field.control, entry)}
        </p>
      )}
      {fault !== undefined && (
        <p class="fault" id={`${id}-fault`}>
          {fault}
        </p>
      )}
    </div>
  );
}

const NEARLY_FULL = 0.8;

/** How much room is left, once that begins to matter. */
function lengthNote(control: object, entry: unknown): string | undefined {
  if (!('maxLength' in control) || typeof control.maxLength !== 'number' || typeof entry !== 'string') return undefined;
  const length = [...entry.trim()].length;
  return length > control.maxLength * NEARLY_FULL && length <= control.maxLength
    ? `${control.maxLength - length} characters left`
    : undefined;
}
