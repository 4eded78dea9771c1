import { hrefOf } from '../model/route.ts';
import { useApp } from '../state/app-context.ts';
import type { InputProps } from './control.ts';
import { inputAttributes } from './input-attributes.ts';
import { ReferencePicker } from './reference-picker.tsx';

/** Chooses the record that a field refers to, and links to it. */
export function ReferenceInput(props: InputProps) {
  const { types } = useApp();
  const type = types.find(({ name }) => name === props.field.refersTo);
  if (type === undefined) return null;
  const value = String(props.value);
  return (
    <div>
      <ReferencePicker
        type={type}
        id={props.id}
        value={value}
        input={inputAttributes(props)}
        onChoose={props.onInput}
        onLeave={props.onLeave}
      />
      {value !== '' && (
        <a class="link" href={hrefOf({ type, open: value })}>
          Open {type.singular}
        </a>
      )}
    </div>
  );
}
