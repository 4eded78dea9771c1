import { useState } from 'preact/hooks';
import type { RecordType } from '../../src/schema/record-type.ts';
import { may } from '../model/person.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import { titleOrCount } from '../model/title-or-count.ts';
import { useApp } from '../state/app-context.ts';
import { useEditing } from '../state/use-editing.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icon.tsx';
import { RESTORE, TRASH } from '../ui/icons.ts';

export interface TrashActionsProps {
  readonly type: RecordType;
  readonly records: readonly StoredRecord[];
  readonly onDone: () => void;
  /** Restores more records than these; without it, these are restored. */
  readonly restoreMany?: (() => void) | undefined;
  readonly canDestroy?: boolean;
}

/** Shows the actions for trashed records that the person's role allows. */
export function TrashActions({ type, records, onDone, restoreMany, canDestroy = true }: TrashActionsProps) {
  const { person, run } = useApp();
  const { mutations } = useEditing();
  const [isConfirming, setConfirming] = useState(false);
  if (!may(person.value, 'editor')) return null;
  const what = titleOrCount(type, records);

  return (
    <>
      {canDestroy && may(person.value, 'admin') && (
        <button type="button" class="button is-quiet" onClick={() => setConfirming(true)}>
          <Icon path={TRASH} /> Delete permanently
        </button>
      )}
      <button
        type="button"
        class="button is-primary"
        onClick={() => {
          onDone();
          if (restoreMany === undefined) run(async () => await mutations.restore(type, records));
          else restoreMany();
        }}
      >
        <Icon path={RESTORE} /> Restore
      </button>
      {isConfirming && (
        <Dialog title="Delete permanently?" onClose={() => setConfirming(false)}>
          <p class="lead">
            <bdi>{what}</bdi> will be deleted permanently. This can’t be undone.
          </p>
          <div class="dialog-actions">
            <button type="button" class="button" onClick={() => setConfirming(false)}>
              Cancel
            </button>
            <button
              type="button"
              class="button is-alarm"
              onClick={() => {
                setConfirming(false);
                onDone();
                run(async () => await mutations.destroy(type, records));
              }}
            >
              Delete permanently
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}
