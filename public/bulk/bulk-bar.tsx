import { useState } from 'preact/hooks';
import { useDesk } from '../desk/use-desk.ts';
import { isTrash } from '../list/view.ts';
import { counted } from '../records/wording.ts';
import type { Place } from '../router/place.ts';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icon.tsx';
import { TrashActions } from '../trash/trash-actions.tsx';
import { BulkEdit } from './bulk-edit.tsx';
import './bulk-bar.css';

/** What can be done with the marked records, all at once. */
export function BulkBar({ place: { type, view } }: { readonly place: Place }) {
  const { selection } = useApp();
  const { changes } = useDesk();
  const [isEditing, setEditing] = useState(false);
  const records = selection.records.value;
  return (
    <section class="bulk-bar" aria-label="Selected records">
      <p role="status">
        <b>{records.length}</b> selected
      </p>
      <button type="button" class="link" onClick={selection.clear}>
        Select none
      </button>
      <span class="spring" />
      {isTrash(view) ? (
        <TrashActions type={type} records={records} onDone={selection.clear} />
      ) : (
        <>
          <button
            type="button"
            class="button is-quiet"
            onClick={() => {
              void changes.trash(type, records);
              selection.clear();
            }}
          >
            <Icon name="trash" /> Delete {counted(records.length, type)}
          </button>
          <button type="button" class="button is-primary" onClick={() => setEditing(true)}>
            Edit {counted(records.length, type)}
          </button>
        </>
      )}
      {isEditing && <BulkEdit type={type} records={records} onClose={() => setEditing(false)} />}
    </section>
  );
}
