import type { InputProps } from './control.ts';
import { inputAttributes } from './input-attributes.ts';

const MIN_ROWS = 3;
const MAX_ROWS = 14;

export function TextArea(props: InputProps) {
  const text = String(props.value);
  const rows = Math.min(MAX_ROWS, Math.max(MIN_ROWS, text.split('\n').length + 1));
  return (
    <textarea
      {...inputAttributes(props)}
      dir="auto"
      rows={rows}
      value={text}
      onInput={(event) => props.onInput(event.currentTarget.value)}
    />
  );
}
