import { useState } from 'preact/hooks';
import { patchFor } from '../model/field-edits.ts';
import { pluralize } from '../model/labels.ts';
import type { Route } from '../model/route.ts';
import { isTrash } from '../model/view.ts';
import { useApp } from '../state/app-context.ts';
import { useEditing } from '../state/use-editing.ts';
import { TrashActions } from '../trash/trash-actions.tsx';
import { ChangingText } from '../ui/changing-text.tsx';
import { focusRecord, neighbourOf } from '../ui/focus-record.ts';
import { Icon } from '../ui/icon.tsx';
import { TRASH } from '../ui/icons.ts';
import { BulkEdit } from './bulk-edit.tsx';
import '../styles/forms.css';
import './bulk-bar.css';

/** Shows the actions for the selected records. */
export function BulkBar({ route: { type, view } }: { readonly route: Route }) {
  const { selection, lists, run } = useApp();
  const { mutations } = useEditing();
  const [isEditing, setEditing] = useState(false);
  const records = selection.records.value;
  if (records.length === 0) return null;
  /** Closes the bar and moves the focus from it to a record. */
  const leave = (focusId = neighbourOf(lists.current.value, selection.ids.value)) => {
    selection.clear();
    focusRecord(focusId);
  };
  return (
    <section class="bulk-bar" aria-label="Selected records">
      <p role="status">
        <ChangingText>{`${records.length} selected`}</ChangingText>
      </p>
      <button type="button" class="link" onClick={() => leave(records[0]?.id)}>
        Clear selection
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
            <Icon path={TRASH} /> <ChangingText>{`Delete ${pluralize(records.length, type)}`}</ChangingText>
          </button>
          <button type="button" class="button is-primary" onClick={() => setEditing(true)}>
            <ChangingText>{`Edit ${pluralize(records.length, type)}`}</ChangingText>
          </button>
        </>
      )}
      {isEditing && (
        <BulkEdit
          type={type}
          records={records}
          what={pluralize(records.length, type)}
          onClose={() => setEditing(false)}
          onSave={(edits) => {
            setEditing(false);
            leave(records[0]?.id);
            run(async () => await mutations.edit(type, records, (record) => patchFor(edits, record)));
          }}
        />
      )}
    </section>
  );
}
