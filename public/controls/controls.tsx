import type { JSX, TargetedInputEvent } from 'preact';
import { useState } from 'preact/hooks';
import type { Control } from '../../src/schema/field.ts';
import type { FormValue } from '../model/form-values.ts';
import { humanize } from '../model/labels.ts';

/** What every control of a form is given. */
export interface ControlProps {
  readonly control: Control;
  readonly id: string;
  readonly entry: FormValue;
  readonly required: boolean;
  readonly describedBy: string | undefined;
  readonly isFaulty: boolean;
  readonly onEnter: (entry: FormValue) => void;
  readonly onLeave: () => void;
}

const DRAWINGS: Readonly<Record<Control['type'], (props: ControlProps) => JSX.Element>> = {
  line: Line,
  lines: Lines,
  number: (props) => <input {...typed(props)} type="text" inputMode="decimal" />,
  date: (props) => <input {...typed(props)} type="date" />,
  'date-time': (props) => <input {...typed(props)} type="datetime-local" />,
  select: Select,
  checkbox: Checkbox,
  list: TextList,
};

/** The control that a field's kind asks for. */
export function EntryControl(props: ControlProps) {
  const Drawing = DRAWINGS[props.control.type];
  return <Drawing {...props} />;
}

function common({ id, required, describedBy, isFaulty, onLeave }: ControlProps) {
  return { id, 'aria-required': required, 'aria-invalid': isFaulty, 'aria-describedby': describedBy, onBlur: onLeave };
}

/** A control whose entry is the text in it. */
function typed(props: ControlProps) {
  return {
    ...common(props),
    value: String(props.entry),
    autocomplete: 'off',
    onInput: (event: TargetedInputEvent<HTMLInputElement>) => props.onEnter(event.currentTarget.value),
  } as const;
}

function Line(props: ControlProps) {
  switch (props.control.type === 'line' ? props.control.inputType : 'text') {
    case 'email':
      return <input {...typed(props)} type="email" />;
    case 'tel':
      return <input {...typed(props)} type="tel" />;
    case 'url':
      return <input {...typed(props)} type="url" />;
    default:
      return <input {...typed(props)} type="text" />;
  }
}

function Lines(props: ControlProps) {
  const text = String(props.entry);
  const rows = Math.min(14, Math.max(3, text.split('\n').length + 1));
  return <textarea {...common(props)} rows={rows} value={text} onInput={(event) => props.onEnter(event.currentTarget.value)} />;
}

function Select(props: ControlProps) {
  const choices = props.control.type === 'select' ? props.control.choices : [];
  const mayBeBlank = !props.required && !choices.includes(String(props.entry));
  return (
    <select {...common(props)} value={String(props.entry)} onChange={(event) => props.onEnter(event.currentTarget.value)}>
      {(mayBeBlank || props.entry === '') && <option value="">–</option>}
      {choices.map((choice) => (
        <option key={choice} value={choice}>
          {humanize(choice)}
        </option>
      ))}
    </select>
  );
}

function Checkbox(props: ControlProps) {
  return (
    <input
      {...common(props)}
      type="checkbox"
      checked={props.entry === true}
      onChange={(event) => props.onEnter(event.currentTarget.checked)}
    />
  );
}

/** Texts as small labels; a comma or Enter ends one, Backspace takes the last one away. */
function TextList(props: ControlProps) {
  const items = Array.isArray(props.entry) ? props.entry.map(String) : [];
  const [pending, setPending] = useState('');

  const add = (text: string) => {
    const fresh = text
      .split(/[,;]/)
      .map((item) => item.trim())
      .filter((item) => item !== '' && !items.includes(item));
    if (fresh.length > 0) props.onEnter([...items, ...fresh]);
    setPending('');
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && pending.trim() !== '' && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      add(pending);
    }
    if (event.key === 'Backspace' && pending === '' && items.length > 0) props.onEnter(items.slice(0, -1));
  };

  return (
    <div class="list-control">
      {items.map((item) => (
        <span key={item} class="tag">
          {item}
          <button
            type="button"
            aria-label={`Remove ${item}`}
            onClick={() => {
              props.onEnter(items.filter((one) => one !== item));
              document.getElementById(props.id)?.focus();
            }}
          >
            ×
          </button>
        </span>
      ))}
      <input
        {...common(props)}
        type="text"
        autocomplete="off"
        enterkeyhint="done"
        value={pending}
        onKeyDown={onKeyDown}
        onInput={({ currentTarget: { value } }) => (/[,;]/.test(value) ? add(value) : setPending(value))}
        onBlur={() => {
          add(pending);
          props.onLeave();
        }}
      />
    </div>
  );
}
