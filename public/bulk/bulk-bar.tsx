import { useState } from 'preact/hooks';
import { pluralize } from '../model/labels.ts';
import type { Route } from '../model/route.ts';
import { isTrash } from '../model/view.ts';
import { useApp } from '../state/app-context.ts';
import { useEditing } from '../state/use-editing.ts';
import { TrashActions } from '../trash/trash-actions.tsx';
import { focusRecord, neighbourOf } from '../ui/focus-record.ts';
import { Icon, TRASH } from '../ui/icon.tsx';
import { BulkEdit } from './bulk-edit.tsx';
import '../styles/forms.css';
import './bulk-bar.css';

/** What can be done with the marked records, all at once. */
export function BulkBar({ route: { type, view } }: { readonly route: Route }) {
  const { selection, lists, run } = useApp();
  const { mutations } = useEditing();
  const [isEditing, setEditing] = useState(false);
  const records = selection.records.value;
  if (records.length === 0) return null;
  /** The bar goes, and with it what has the focus. */
  const leave = (focusId = neighbourOf(lists.current.value, selection.ids.value)) => {
    selection.clear();
    focusRecord(focusId);
  };
  return (
    <section class="bulk-bar" aria-label="Selected records">
      <p role="status">
        <b>{records.length}</b> selected
      </p>
      <button type="button" class="link" onClick={() => leave(records[0]?.id)}>
        Select none
      </button>
      <span class="spring" />
      {isTrash(view) ? (
        <TrashActions type={type} records={records} onDone={leave} />
      ) : (
        <>
          <button
            type="button"
            class="button is-quiet"
            onClick={() => {
              leave();
              run(async () => await mutations.trash(type, records));
            }}
          >
            <Icon path={TRASH} /> Delete {pluralize(records.length, type)}
          </button>
          <button type="button" class="button is-primary" onClick={() => setEditing(true)}>
            Edit {pluralize(records.length, type)}
          </button>
        </>
      )}
      {isEditing && <BulkEdit type={type} records={records} onClose={() => setEditing(false)} onDone={() => leave(records[0]?.id)} />}
    </section>
  );
}
