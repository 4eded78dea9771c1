import { misfitFaults } from '../../src/schema/fit.ts';
import type { RecordType } from '../../src/schema/record-type.ts';
import { formatMoment } from '../model/formats.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import type { MarkText } from './control.ts';
import { CONTROLS } from './index.ts';
import { Misfit } from './misfit.tsx';

export interface FieldValueProps {
  readonly type: RecordType;
  readonly record: StoredRecord;
  readonly name: string;
  /** Shows the whole value, where there is room for it. */
  readonly isFull?: boolean;
  /** The width of the table column in pixels. */
  readonly room?: number | undefined;
  /** Marks the words of a search, in the fields that a search reads. */
  readonly mark?: MarkText | undefined;
}

const unmarked: MarkText = (text) => text;

/** The value of a field or of a service field such as `createdAt`. A value that does not fit is shown as text, with a mark. */
export function FieldValue({ isFull = false, room, mark = unmarked, ...props }: FieldValueProps) {
  const { type, record, name } = props;
  const value = record[name];
  const field = type.fields[name];
  const [fault] = field === undefined ? [] : misfitFaults(field, value);
  if (field !== undefined && fault !== undefined) return <Misfit field={field} value={value} fault={fault} />;
  if (value === undefined || value === null) return null;
  if (field === undefined) {
    // A new element for each value, as in ChangingText.
    return (
      <time key={value} dateTime={String(value)}>
        {formatMoment(String(value))}
      </time>
    );
  }
  const { Cell } = CONTROLS[field.control.type];
  return <Cell {...props} {...{ field, value, isFull, room }} mark={field.searchable ? mark : unmarked} />;
}

/** Whether a value needs its label beside it where no column has it. */
export function needsLabel(type: RecordType, name: string): boolean {
  const control = type.fields[name]?.control;
  // The service fields that can be shown are moments.
  return control === undefined || CONTROLS[control.type].needsLabel === true;
}

/** Whether there is something to show: a value, or “Missing” for a required field. */
export function isShown(type: RecordType, record: StoredRecord, name: string): boolean {
  return (record[name] ?? undefined) !== undefined || type.fields[name]?.required === true;
}
