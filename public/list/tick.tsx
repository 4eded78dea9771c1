import type { RecordType } from '../../src/schema/record-type.ts';
import { completionOf, isCompleted, titleOf } from '../records/outline.ts';
import type { StoredRecord } from '../records/stored-record.ts';
import { worded } from '../records/wording.ts';
import { useApp } from '../shell/app-context.ts';
import { CHECK, Icon } from '../shell/icon.tsx';

/** Ticks a record off in the list, where its type has such a state. */
export function Tick({ type, record }: { readonly type: RecordType; readonly record: StoredRecord }) {
  const { openDesk } = useApp();
  const completion = completionOf(type);
  if (completion === undefined) return null;
  return (
    <button
      type="button"
      role="checkbox"
      class="tick"
      aria-checked={isCompleted(type, record)}
      aria-label={`${worded(completion.done)}: ${titleOf(type, record)}`}
      onClick={async () => (await openDesk()).changes.tick(type, record)}
    >
      <Icon path={CHECK} />
    </button>
  );
}
