import type { ComponentChildren } from 'preact';
import type { Control } from '../../src/schema/field.ts';
import type { RecordType } from '../../src/schema/record-type.ts';
import { formatDate, formatFullDate, formatMoment, formatNumber } from '../model/formats.ts';
import { humanize } from '../model/labels.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import { isOverdue, mainChoice } from '../model/type-display.ts';
import { ChoiceIcon, StepIcon } from './choice-icon.tsx';

export interface FieldValueProps {
  readonly type: RecordType;
  readonly record: StoredRecord;
  readonly name: string;
  /** The whole value, where there is room for it. */
  readonly isFull?: boolean;
}

interface Shown extends FieldValueProps {
  readonly value: unknown;
  readonly control: Control;
}

const DRAWINGS: Readonly<Record<Control['type'], (shown: Shown) => ComponentChildren>> = {
  line: Line,
  lines: ({ value, isFull }) => (isFull === true ? <span class="lines">{String(value)}</span> : String(value).split('\n', 1)),
  number: ({ value }) => <span class="number">{typeof value === 'number' ? formatNumber(value) : String(value)}</span>,
  checkbox: ({ value }) => (value === true ? 'Yes' : 'No'),
  select: Choice,
  date: Day,
  'date-time': ({ value }) => <time dateTime={String(value)}>{formatMoment(String(value))}</time>,
  list: ({ value }) => (
    <span class="tags">
      {Array.isArray(value) &&
        value.map((item) => (
          <span key={item} class="tag">
            {item}
          </span>
        ))}
    </span>
  ),
};

/** What a field holds, as its kind is read best; nothing where it holds nothing. */
export function FieldValue(props: FieldValueProps) {
  const { type, record, name } = props;
  const value = record[name];
  if (value === undefined) return null;
  const control = type.fields[name]?.control;
  if (control === undefined) return <time dateTime={String(value)}>{formatMoment(String(value))}</time>;
  const Drawing = DRAWINGS[control.type];
  return <Drawing {...props} value={value} control={control} />;
}

function Line({ value, control }: Shown) {
  const text = String(value);
  const inputType = control.type === 'line' ? control.inputType : 'text';
  if (inputType === 'email') return <a href={`mailto:${text}`}>{text}</a>;
  if (inputType === 'tel') return <a href={`tel:${text.replaceAll(/[^+\d]/g, '')}`}>{text}</a>;
  if (inputType !== 'url') return <>{text}</>;
  return (
    <a href={text} target="_blank" rel="noopener noreferrer">
      {text.replace(/^https?:\/\/(www\.)?/i, '').replace(/\/$/, '')}
    </a>
  );
}

function Choice({ type, name, value, control }: Shown) {
  const choice = String(value);
  const choices = control.type === 'select' ? control.choices : [];
  const Mark = mainChoice(type)?.name === name ? ChoiceIcon : StepIcon;
  return (
    <span class="choice">
      <Mark choices={choices} choice={choice} />
      {humanize(choice)}
    </span>
  );
}

function Day({ type, record, name, value, isFull }: Shown) {
  const date = String(value);
  const isLate = isOverdue(type, record, name);
  return (
    <time dateTime={date} title={formatFullDate(date)} class={isLate ? 'is-overdue' : undefined}>
      {isFull === true ? formatFullDate(date) : formatDate(date)}
      {isLate && <span class="sr-only"> (overdue)</span>}
    </time>
  );
}
