import { useState } from 'preact/hooks';
import type { InputProps } from './control.ts';
import { inputAttributes } from './input-attributes.ts';

export interface SelectInputProps extends InputProps {
  readonly choices: readonly string[];
  /** Former choices. One is shown only if the record has it. */
  readonly retired: readonly string[];
  readonly toLabel: (choice: string) => string;
}

export function SelectInput({ choices, retired, toLabel, ...props }: SelectInputProps) {
  const value = String(props.value);
  const [first] = useState(value);
  const mayBeBlank = value === '' || !props.field.always;
  return (
    <select {...inputAttributes(props)} value={value} onChange={(event) => props.onInput(event.currentTarget.value)}>
      {mayBeBlank && <option value="">–</option>}
      {choices.map((choice) => (
        <option key={choice} value={choice}>
          {toLabel(choice)}
        </option>
      ))}
      {retired.includes(first) && <option value={first}>{toLabel(first)} (retired)</option>}
    </select>
  );
}
