import type { RecordType } from '../../src/schema/record-type.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import { dateTime } from './date-time.tsx';
import { CONTROLS } from './index.ts';

export interface FieldValueProps {
  readonly type: RecordType;
  readonly record: StoredRecord;
  readonly name: string;
  /** Shows the whole value, where there is room for it. */
  readonly isFull?: boolean;
}

/** The value of a field or of a service field such as `createdAt`; nothing where there is none. */
export function FieldValue({ isFull = false, ...props }: FieldValueProps) {
  const { type, record, name } = props;
  const value = record[name];
  if (value === undefined) return null;
  const field = type.fields[name];
  if (field === undefined)
    return (
      <time key={value} dateTime={String(value)}>
        {dateTime.toText(value)}
      </time>
    );
  const { Cell } = CONTROLS[field.control.type];
  return <Cell {...props} field={field} value={value} isFull={isFull} />;
}
