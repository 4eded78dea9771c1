import { useApp } from '../state/app-context.ts';
import type { RecordList } from '../state/record-list.ts';

/** Selects all records that are loaded. */
export function SelectAll({ list }: { readonly list: RecordList }) {
  const { selection } = useApp();
  const all = list.records.value;
  const marked = selection.ids.value.size;
  return (
    <label class="select-box">
      <input
        type="checkbox"
        aria-label="Select all loaded records"
        checked={marked > 0 && marked === all.length}
        indeterminate={marked > 0 && marked < all.length}
        onChange={() => (marked === all.length ? selection.clear() : selection.set(all.map(({ id }) => id)))}
      />
    </label>
  );
}
