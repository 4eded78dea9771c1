import type { InputProps } from './control.ts';
import { CONTROLS } from './index.ts';

/** The input that the field's control type asks for. */
export function FieldInput(props: InputProps) {
  const { Input } = CONTROLS[props.field.control.type];
  return <Input {...props} />;
}
