import { displayText } from '../model/display-text.ts';
import type { FieldControl } from './control.ts';
import { RangeFilter, TextArea } from './form-parts.ts';
import { textCodec } from './text-codec.ts';

const toText = (value: unknown) => displayText(String(value));

/** Text with line breaks; a list shows its first line. */
export const lines: FieldControl = {
  ...textCodec,
  toCorrect: (value, field) => field.toText(value),
  Input: TextArea,
  Filter: (props) => <RangeFilter {...props} type="text" />,
  width: () => ({ least: 200, grows: true }),
  // A new element for each value, as in ChangingText.
  Cell: ({ value, isFull, mark }) => (
    <span key={value} dir="auto" class={isFull ? 'lines' : 'text'}>
      {mark((isFull ? toText(value) : toText(value).split('\n', 1)[0]) ?? '')}
    </span>
  ),
  toText,
  isQuoted: true,
};
