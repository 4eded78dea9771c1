import type { InputProps } from './control.ts';
import { inputAttributes } from './input-attributes.ts';

export function CheckboxInput(props: InputProps) {
  return (
    <input
      {...inputAttributes(props)}
      type="checkbox"
      checked={props.value === true}
      onChange={(event) => props.onInput(event.currentTarget.checked)}
    />
  );
}
