import type { FieldControl } from './control.ts';
import { TextArea, TextFilter } from './form-parts.ts';
import { textCodec } from './text-codec.ts';

/** Text with line breaks; a list shows its first line. */
export const lines: FieldControl = {
  ...textCodec,
  Input: TextArea,
  Filter: (props) => <TextFilter {...props} words={{ prefix: 'begins with', eq: 'is' }} />,
  Cell: ({ value, isFull }) => (
    <span dir="auto" class={isFull ? 'lines' : undefined}>
      {isFull ? String(value) : String(value).split('\n', 1)}
    </span>
  ),
  toText: String,
  isQuoted: true,
};
