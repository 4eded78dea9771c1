import { formatDate, formatFullDate } from '../model/formats.ts';
import { isOverdue } from '../model/type-display.ts';
import type { CellProps, FieldControl } from './control.ts';
import { RangeFilter, TypedInput } from './form-parts.ts';
import { textCodec } from './text-codec.ts';

export const date: FieldControl = {
  ...textCodec,
  Input: (props) => <TypedInput {...props} type="date" />,
  Filter: (props) => <RangeFilter {...props} type="date" />,
  filterWords: { gte: 'on or after', lte: 'on or before' },
  needsLabel: true,
  width: () => ({ least: 136, grows: false }),
  Cell,
  toText: (value) => formatFullDate(String(value)),
};

function Cell({ type, record, name, value, isFull }: CellProps) {
  const day = String(value);
  const isLate = isOverdue(type, record, name);
  return (
    <time key={`${day} ${isLate}`} dateTime={day} title={formatFullDate(day)} class={isLate ? 'is-overdue' : undefined}>
      {isFull ? formatFullDate(day) : formatDate(day)}
      {isLate && <span class="sr-only"> (overdue)</span>}
    </time>
  );
}
