import type { InputProps } from './control.ts';
import { CONTROLS } from './index.ts';

/** The input of the field's control. */
export function FieldInput(props: InputProps) {
  const { Input } = CONTROLS[props.field.control.type];
  return <Input {...props} />;
}
