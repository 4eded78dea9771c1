import { formatMoment } from '../model/formats.ts';
import { localTime } from '../model/local-time.ts';
import type { FieldControl } from './control.ts';
import { RangeFilter, TypedInput } from './form-parts.ts';

const toText = (value: unknown) => formatMoment(String(value));
const toForm = (value: unknown) => (typeof value === 'string' ? localTime(value) : '');
const fromForm = (text: string) => (Number.isNaN(Date.parse(text)) ? text : new Date(text).toISOString());

/** A moment, shown and entered in the reader's time zone. */
export const dateTime: FieldControl = {
  Input: (props) => <TypedInput {...props} type="datetime-local" />,
  Filter: (props) => <RangeFilter {...props} type="datetime-local" toInput={toForm} fromInput={fromForm} />,
  filterWords: { gte: 'on or after', lte: 'on or before' },
  needsLabel: true,
  width: () => ({ least: 176, grows: false }),
  // A new element for each value, as in ChangingText.
  Cell: ({ value }) => (
    <time key={value} dateTime={String(value)}>
      {toText(value)}
    </time>
  ),
  toText,
  toForm,
  fromForm: (value) => fromForm(String(value)),
};
