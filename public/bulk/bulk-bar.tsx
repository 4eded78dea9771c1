import { useState } from 'preact/hooks';
import { type FieldEdits, patchFor } from '../model/field-edits.ts';
import { pluralize } from '../model/labels.ts';
import type { Route } from '../model/route.ts';
import { isTrash, queryOf } from '../model/view.ts';
import { useApp } from '../state/app-context.ts';
import type { BulkChange } from '../state/bulk-run.ts';
import { useEditing } from '../state/use-editing.ts';
import { TrashActions } from '../trash/trash-actions.tsx';
import { ChangingText } from '../ui/changing-text.tsx';
import { focusRecord, neighbourOf } from '../ui/focus-record.ts';
import { Icon } from '../ui/icon.tsx';
import { TRASH } from '../ui/icons.ts';
import { BulkEdit } from './bulk-edit.tsx';
import { ConfirmTrash } from './confirm-trash.tsx';
import { useAllMatches } from './use-all-matches.ts';
import '../styles/forms.css';
import './bulk-bar.css';

/** More records are changed by a job, which shows its progress. */
const MOST_AT_ONCE = 100;

/** Shows the actions for the selected records. */
export function BulkBar({ route }: { readonly route: Route }) {
  const { type, view } = route;
  const { selection, lists, run } = useApp();
  const { mutations, bulkJobs } = useEditing();
  const [shown, setShown] = useState<'edit' | 'trash' | undefined>(undefined);
  const all = useAllMatches(route);
  const records = selection.records.value;
  if (records.length === 0) return null;
  const what = all.areSelected ? all.what : pluralize(records.length, type);
  const isJob = all.areSelected || records.length > MOST_AT_ONCE;
  /** Closes the bar and moves the focus from it to a record. */
  const leave = (focusId = neighbourOf(lists.current.value, selection.ids.value)) => {
    selection.clear();
    focusRecord(focusId);
  };
  const startJob = (change: BulkChange) =>
    run(async () => await bulkJobs.start({ type, change, target: all.areSelected ? queryOf(view) : records }));
  const edit = (edits: FieldEdits) => {
    setShown(undefined);
    leave(records[0]?.id);
    if (isJob) startJob({ how: 'edit', edits });
    else run(async () => await mutations.edit(type, records, (record) => patchFor(edits, record)));
  };
  const trash = () => {
    setShown(undefined);
    leave();
    if (isJob) startJob({ how: 'trash' });
    else run(async () => await mutations.trash(type, records));
  };
  return (
    <section class="bulk-bar" aria-label="Selected records">
      <p role="status">
        <ChangingText>{all.areSelected ? `${all.what} selected` : `${records.length} selected`}</ChangingText>
      </p>
      {all.canSelect && (
        <button type="button" class="link" onClick={all.select}>
          <ChangingText>{all.offer}</ChangingText>
        </button>
      )}
      <button type="button" class="link" onClick={() => leave(records[0]?.id)}>
        Clear selection
      </button>
      <span class="spring" />
      {isTrash(view) ? (
        <TrashActions
          type={type}
          records={records}
          onDone={leave}
          restoreMany={isJob ? () => startJob({ how: 'restore' }) : undefined}
          canDestroy={!all.areSelected}
        />
      ) : (
        <>
          <button type="button" class="button is-quiet" onClick={() => (all.areSelected ? setShown('trash') : trash())}>
            <Icon path={TRASH} /> <ChangingText>{`Delete ${what}`}</ChangingText>
          </button>
          <button type="button" class="button is-primary" onClick={() => setShown('edit')}>
            <ChangingText>{`Edit ${what}`}</ChangingText>
          </button>
        </>
      )}
      {shown === 'edit' && <BulkEdit type={type} records={records} what={what} onClose={() => setShown(undefined)} onSave={edit} />}
      {shown === 'trash' && <ConfirmTrash what={what} onClose={() => setShown(undefined)} onConfirm={trash} />}
    </section>
  );
}
