import { h, type TargetedEvent } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { Field, Operator } from '../../src/schema/field.ts';
import { splitValues } from '../../src/schema/value-list.ts';
import { faultDetail } from '../model/fault-detail.ts';
import { sentence } from '../model/form-values.ts';
import { humanize } from '../model/labels.ts';
import { MOMENT } from '../model/moment.ts';
import { ChangingText } from '../ui/changing-text.tsx';
import type { FilterProps } from './control.ts';

/** Converts between the value in the address and the text in the input. */
export interface Notation {
  readonly toInput?: (value: string) => string;
  readonly fromInput?: (text: string) => string;
}

export interface BoundProps extends FilterProps, Notation {
  readonly type: 'text' | 'date' | 'datetime-local';
  readonly inputMode?: 'decimal';
  readonly operator: Operator;
  readonly word: string;
}

/** One value. It takes effect on Enter or when the focus leaves it. */
export function Bound({ label, field, get, set, type, inputMode, operator, word, toInput, fromInput }: BoundProps) {
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const [fault, setFault] = useState<string | undefined>(undefined);
  const value = get(operator);
  const shown = toInput === undefined ? value : toInput(value);
  // The address also changes by other ways, such as going back. Do not overwrite what is being typed.
  useEffect(() => {
    if (input.current !== null && input.current !== document.activeElement) input.current.value = shown;
  }, [shown]);

  const apply = (text: string) => {
    const wanted = fromInput === undefined ? text.trim() : fromInput(text);
    const found = faultOf(field, operator, wanted);
    setFault(found);
    if (found === undefined && wanted !== value) set(operator, wanted);
  };
  return (
    <div>
      {/* Date inputs do not show their placeholder. */}
      {type !== 'text' && (
        <span class="bound-word" aria-hidden="true">
          {humanize(word)}
        </span>
      )}
      {h('input', {
        ref: input,
        type,
        inputMode,
        dir: type === 'text' ? 'auto' : undefined,
        placeholder: word,
        'aria-label': `${label} ${word}`,
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
function faultOf(field: Field, operator: Operator, value: string): string | undefined {
  if (value === '' || operator === 'prefix') return undefined;
  const values = operator === 'eq' && field.severalValues ? splitValues(value) : [value];
  const parse = field.parseOperand ?? field.parse;
  const faults = values.map((part) => parse(field.fromText(part), MOMENT)).flatMap((parsed) => (parsed.ok ? [] : parsed.faults));
  return faults.length === 0 ? undefined : faults.map((fault) => sentence(faultDetail(field, fault))).join(' ');
}
