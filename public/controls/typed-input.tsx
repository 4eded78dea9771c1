import { h, type TargetedInputEvent } from 'preact';
import type { InputProps } from './control.ts';
import { inputAttributes } from './input-attributes.ts';

export interface TypedInputProps extends InputProps {
  readonly type: 'text' | 'email' | 'url' | 'tel' | 'date' | 'datetime-local';
  readonly inputMode?: 'decimal';
}

/** One line; its form value is the text in it. */
export function TypedInput({ type, inputMode, ...props }: TypedInputProps) {
  // Not JSX: its types require a literal `type` for each element.
  return h('input', {
    ...inputAttributes(props),
    type,
    inputMode,
    dir: type === 'text' ? 'auto' : undefined,
    autocomplete: 'off',
    value: String(props.value),
    onInput: (event: TargetedInputEvent<HTMLInputElement>) => props.onInput(event.currentTarget.value),
  });
}
