import type { RecordType } from '../../src/schema/record-type.ts';
import { humanize } from '../model/labels.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import { completionOf, isCompleted, titleOf } from '../model/type-display.ts';
import { useApp } from '../state/app-context.ts';
import { CHECK, Icon } from '../ui/icon.tsx';

/** Marks a record as done from the list. Shows nothing if the type has no choice for "done". */
export function DoneToggle({ type, record }: { readonly type: RecordType; readonly record: StoredRecord }) {
  const { loadEditing, run } = useApp();
  const completion = completionOf(type);
  if (completion === undefined) return null;
  return (
    <button
      type="button"
      role="checkbox"
      class="done-toggle"
      aria-checked={isCompleted(type, record)}
      aria-label={`${humanize(completion.done)}: ${titleOf(type, record)}`}
      onClick={() => run(async () => await (await loadEditing()).mutations.toggleDone(type, record))}
    >
      <Icon path={CHECK} />
    </button>
  );
}
