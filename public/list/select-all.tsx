import { useApp } from '../state/app-context.ts';
import type { RecordList } from '../state/record-list.ts';

/** Selects all loaded records. */
export function SelectAll({ list }: { readonly list: RecordList }) {
  const { selection } = useApp();
  const all = list.records.value;
  const selectedCount = selection.ids.value.size;
  return (
    <label class="select-box">
      <input
        type="checkbox"
        aria-label="Select all loaded records"
        checked={selectedCount > 0 && selectedCount === all.length}
        indeterminate={selectedCount > 0 && selectedCount < all.length}
        onChange={() => (selectedCount === all.length ? selection.clear() : selection.set(all.map(({ id }) => id)))}
      />
    </label>
  );
}
