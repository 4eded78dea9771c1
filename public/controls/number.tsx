import { formatNumber, plainNumber } from '../model/number-text.ts';
import type { FieldControl } from './control.ts';
import { RangeFilter, TypedInput } from './form-parts.ts';
import { textCodec } from './text-codec.ts';

const toText = (value: unknown) => (typeof value === 'number' ? formatNumber(value) : String(value));

export const number: FieldControl = {
  ...textCodec,
  toCorrect: (value, field) => field.toText(value),
  fromForm: (value, field) => field.fromText(plainNumber(String(value))),
  Input: (props) => <TypedInput {...props} type="text" inputMode="decimal" />,
  Filter: (props) => <RangeFilter {...props} type="text" inputMode="decimal" fromInput={plainNumber} />,
  needsLabel: true,
  width: () => ({ least: 116, grows: false }),
  // A new element for each value, as in ChangingText.
  Cell: ({ value }) => (
    <span key={value} class="number">
      {toText(value)}
    </span>
  ),
  toText,
  filterWords: { gt: 'over', gte: 'at least', lt: 'under', lte: 'at most' },
};
