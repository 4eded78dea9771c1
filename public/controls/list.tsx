import { displayText } from '../model/display-text.ts';
import type { CellProps, FieldControl } from './control.ts';
import { ListInput, RangeFilter } from './form-parts.ts';

const itemsOf = (value: unknown) => (Array.isArray(value) ? value.map((item) => displayText(String(item))) : []);

/** Several short texts, shown as tags. */
export const list: FieldControl = {
  Input: ListInput,
  Filter: (props) => <RangeFilter {...props} type="text" />,
  hasItems: true,
  width: () => ({ least: 160, grows: true }),
  Cell,
  toText: (value) => itemsOf(value).join(', '),
  toCorrect: (value, field) => (Array.isArray(value) ? value.map((item) => field.toText(item)) : []),
  toForm: (value) => (Array.isArray(value) ? value.map(String) : []),
  fromForm: (value) => value,
  filterWords: { eq: 'include', ne: 'do not include' },
};

function Cell({ value, room, mark }: CellProps) {
  const items = itemsOf(value);
  const shown = room === undefined ? items : items.slice(0, fitting(items, room));
  const rest = items.slice(shown.length);
  return (
    <span class="tags">
      {shown.map((item) => (
        <bdi key={item} class="tag" title={item}>
          {mark(item)}
        </bdi>
      ))}
      {rest.length > 0 && (
        <span key={rest.join()} class="tag is-rest" title={rest.join(', ')}>
          +{rest.length}
          <span class="sr-only">: {rest.join(', ')}</span>
        </span>
      )}
    </span>
  );
}

/** Estimated, because measuring each cell would lay out the whole list. A tag that is wider than estimated is cut with an ellipsis. */
const LETTER = 7;
const WIDE_LETTER = 13;
const AROUND_TAG = 20;
const REST = 40;
const AROUND_CELL = 24;

/** How many of these tags fit into one line beside the “+4” for the others; the first is always shown. */
function fitting(items: readonly string[], room: number): number {
  let left = room - AROUND_CELL;
  let count = 0;
  for (const item of items) {
    left -= AROUND_TAG + [...item].reduce((sum, letter) => sum + (letter > '\u2e80' ? WIDE_LETTER : LETTER), 0);
    const isLast = count === items.length - 1;
    if (left < (isLast ? 0 : REST)) break;
    count++;
  }
  return Math.max(1, count);
}
