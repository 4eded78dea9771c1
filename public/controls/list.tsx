import { displayText } from '../model/display-text.ts';
import type { FieldControl } from './control.ts';
import { ListInput, TextFilter } from './form-parts.ts';

const itemsOf = (value: unknown) => (Array.isArray(value) ? value.map((item) => displayText(String(item))) : []);

/** Several short texts, shown as tags. */
export const list: FieldControl = {
  Input: ListInput,
  Filter: (props) => <TextFilter {...props} words={{ eq: 'any of: tag, tag' }} />,
  Cell: ({ value }) => (
    <span class="tags">
      {itemsOf(value).map((item) => (
        <bdi key={item} class="tag">
          {item}
        </bdi>
      ))}
    </span>
  ),
  toText: (value) => itemsOf(value).join(', '),
  toCorrect: (value, field) => (Array.isArray(value) ? value.map((item) => field.toText(item)) : []),
  toForm: (value) => (Array.isArray(value) ? value.map(String) : []),
  fromForm: (value) => value,
  filterWords: { eq: 'include' },
};
