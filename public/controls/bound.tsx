import { h, type TargetedEvent } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { Field, Operator } from '../../src/schema/field.ts';
import { splitValues } from '../../src/schema/value-list.ts';
import { faultDetail } from '../model/fault-detail.ts';
import { sentence } from '../model/form-values.ts';
import { MOMENT } from '../model/moment.ts';
import { ChangingText } from '../ui/changing-text.tsx';
import type { FilterProps } from './control.ts';

/** Converts between the value in the address and the text in the input. */
export interface Notation {
  readonly toInput?: (value: string) => string;
  readonly fromInput?: (text: string) => string;
}

export interface BoundProps extends Omit<FilterProps, 'operators'>, Notation {
  readonly type: 'text' | 'date' | 'datetime-local';
  readonly inputMode?: 'decimal';
  readonly operator: Operator;
  readonly word: string;
}

/** One value. It is checked on Enter or when the focus leaves it. */
export function Bound({ label, field, get, set, type, inputMode, operator, word, toInput, fromInput }: BoundProps) {
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const [fault, setFault] = useState<string | undefined>(undefined);
  const value = get(operator);
  // Date inputs can show one day, but not `today` or several days.
  const isNative = type === 'text' || value === '' || /^\d{4}-[^,]*$/.test(value);
  const shown = toInput === undefined || !isNative ? value : toInput(value);
  // The address also changes by other ways, such as going back. Do not overwrite what is being typed.
  useEffect(() => {
    if (input.current !== null && input.current !== document.activeElement) input.current.value = shown;
  }, [shown]);

  const apply = (text: string) => {
    const wanted = fromInput === undefined || !isNative ? text.trim() : fromInput(text);
    setFault(operandFault(field, operator, wanted));
    if (wanted !== value) set(operator, wanted);
  };
  return (
    <div>
      <span class="bound-word" aria-hidden="true">
        {word}
      </span>
      {h('input', {
        ref: input,
        type: isNative ? type : 'text',
        inputMode,
        dir: type === 'text' ? 'auto' : undefined,
        'aria-label': word === 'Value' ? label : `${label} ${word.toLowerCase()}`,
        'aria-invalid': fault !== undefined,
        'aria-describedby': id,
        defaultValue: shown,
        onChange: (event: TargetedEvent<HTMLInputElement>) => apply(event.currentTarget.value),
      })}
      <p class="fault" id={id} role="alert">
        <ChangingText>{fault}</ChangingText>
      </p>
    </div>
  );
}

/** Why the API would refuse a value. The field checks it. */
export function operandFault(field: Field, operator: Operator, value: string): string | undefined {
  if (value === '' || operator === 'prefix' || operator === 'contains') return undefined;
  const values = (operator === 'eq' || operator === 'ne') && field.severalValues ? splitValues(value) : [value];
  const parse = field.parseOperand ?? field.parse;
  const faults = values.map((part) => parse(field.fromText(part), MOMENT)).flatMap((parsed) => (parsed.ok ? [] : parsed.faults));
  return faults.length === 0 ? undefined : faults.map((fault) => sentence(faultDetail(field, fault))).join(' ');
}
