import { useComputed, useSignal, useSignalEffect } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { type RecordType, titleField } from '../../src/schema/record-type.ts';
import { warnBeforeLeaving } from '../browser/leave-warning.ts';
import { CONTROLS } from '../controls/index.ts';
import { newValues } from '../model/calendar-view.ts';
import type { Route } from '../model/route.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import { titleOf } from '../model/type-display.ts';
import { useApp } from '../state/app-context.ts';
import { createEditForm, type EditForm } from '../state/edit-form.ts';
import { replace } from '../state/optimistic-list.ts';
import type { RecordList } from '../state/record-list.ts';
import { createSaving, type Saved } from '../state/saving.ts';
import { useEditing } from '../state/use-editing.ts';
import { neighbourOf } from '../ui/focus-record.ts';
import { ActionButtons } from './action-buttons.tsx';
import { ActionPanel } from './action-panel.tsx';
import { ComputedField } from './computed-field.tsx';
import { Conflict } from './conflict.tsx';
import { FormActions } from './form-actions.tsx';
import { FormField } from './form-field.tsx';
import { Panel } from './panel.tsx';
import { RecordMeta } from './record-meta.tsx';
import { Referrers } from './referrers.tsx';
import { SavingNote } from './saving-note.tsx';

export interface EditPanelProps {
  readonly route: Route;
  /** `undefined` for a new record. */
  readonly record: StoredRecord | undefined;
  readonly list: RecordList | undefined;
  readonly onClose: (focusId?: string) => void;
  readonly onAnother: () => void;
  /** Called with the record that something else than the form has changed. The panel then begins again, with the notice. */
  readonly onChanged: (record: StoredRecord, notice?: string) => void;
  readonly notice: string | undefined;
  readonly history: (() => ComponentChildren) | undefined;
}

/** The form of one record. */
export function EditPanel({ route: { type, view }, record, list, onClose, onAnother, onChanged, notice, history }: EditPanelProps) {
  const { session, run } = useApp();
  const { api, drafts, mutations, toasts } = useEditing();
  const form = useMemo(() => createEditForm({ type, codecs: CONTROLS, drafts, record, initial: newValues(type, view) }), []);
  const saving = useMemo(() => createSaving({ api, form, show: (shown) => replace(list, [shown]) }), []);
  const element = useRef<HTMLFormElement>(null);
  const actionName = useSignal('');
  const state = saving.state.value;
  const isUnsaved = useComputed(() => form.isChanged.value && !session.isLeaving.value);
  useLayoutEffect(() => warnBeforeLeaving(window, isUnsaved), []);
  useEffect(() => {
    if (record === undefined) focusFirst(element.current, titleField(type));
    // Not an input, so that keys such as j and k go to the next record.
    else document.getElementById('panel-title')?.focus({ preventScroll: true });
  }, []);
  const draftName = `${type.name}/${record?.id ?? 'new'}`;
  // The form now offers to discard the draft. The message would discard what is shown here.
  useEffect(() => toasts.closeAbout(draftName), []);
  // Abort an in-flight save on unmount.
  useEffect(() => saving.stop, []);
  // Shows what an undo, or an edit in the list, has stored. What someone has typed stays, also as the input of an action.
  useSignalEffect(() => {
    const stored = list?.records.value.find(({ id, version }) => record !== undefined && id === record.id && version > record.version);
    if (stored !== undefined && !form.isChanged.peek() && actionName.value === '') onChanged(stored);
  });

  const finish = (saved: Saved | undefined, another = false) => {
    if (saved === undefined) {
      focusFault(element.current);
      return;
    }
    const { record: stored, before } = saved;
    if (before === undefined) mutations.created(type, stored, { isAnnounced: true });
    else mutations.saved(type, stored, before);
    if (another) onAnother();
    else onClose(stored.id);
  };
  const save = (another = false) => run(async () => finish(await saving.save(), another));

  const leave = () => {
    onClose();
    if (form.isChanged.value) {
      toasts.info(['Draft kept, not saved'], { label: 'Discard', run: form.discard, about: draftName });
    }
  };
  const moveToTrash = () => {
    if (record === undefined) return;
    onClose(neighbourOf(list, new Set([record.id])));
    run(async () => await mutations.trash(type, [list?.find(record.id) ?? record], form.setAside()));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if ((event.ctrlKey || event.metaKey) && (event.key === 'Enter' || event.key === 's')) {
      event.preventDefault();
      save();
    }
  };

  const openAction = (name: string) => {
    actionName.value = name;
  };
  const action = type.actions?.[actionName.value];
  if (action !== undefined && record !== undefined) {
    const props = { type, record, name: actionName.value, action, onDone: onChanged };
    return <ActionPanel {...props} onClose={() => openAction('')} />;
  }
  return (
    <Panel
      title={record === undefined ? `New ${type.singular}` : titleOf(type, record)}
      onClose={leave}
      history={history}
      {...eyebrowOf(record, type.singular)}
    >
      <form
        ref={element}
        class="panel-form"
        noValidate
        onKeyDown={onKeyDown}
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <div class="panel-body">
          {form.isResumed && (
            <p class="notice">
              Restored your unsaved draft.{' '}
              <button
                type="button"
                class="link"
                onClick={() => {
                  form.discard();
                  onAnother();
                }}
              >
                Discard
              </button>
            </p>
          )}
          {record !== undefined && (
            <ActionButtons
              type={type}
              record={record}
              isChanged={form.isChanged.value}
              onInput={openAction}
              onDone={onChanged}
              notice={notice}
            />
          )}
          {Object.keys(type.fields).map((name) => (
            <EditedField key={name} type={type} record={record} form={form} name={name} />
          ))}
          {record !== undefined && (
            <>
              <Referrers type={type} record={record} />
              <RecordMeta record={record} />
            </>
          )}
        </div>
        <div class="panel-foot">
          <SavingNote state={state} saving={saving} finish={finish} />
          <FormActions
            isNew={record === undefined}
            isBusy={state.is === 'saving'}
            onDelete={moveToTrash}
            onSaveAndNew={() => save(true)}
            onStop={saving.stop}
          />
        </div>
      </form>
      {state.is === 'conflict' && form.base !== undefined && (
        <Conflict
          key={state.theirs.version}
          type={type}
          base={form.base}
          mine={state.mine}
          theirs={state.theirs}
          onClose={saving.stop}
          onMerge={(merged) => run(async () => finish(await saving.saveMerged(state.theirs, merged)))}
        />
      )}
    </Panel>
  );
}

interface EditedFieldProps {
  readonly type: RecordType;
  readonly record: StoredRecord | undefined;
  readonly form: EditForm;
  readonly name: string;
}

/** The input of a field, or the value of a computed one. A new record has no computed values yet. */
function EditedField({ type, record, form, name }: EditedFieldProps) {
  if (type.fields[name]?.compute === undefined) return <FormField form={form} name={name} />;
  return record === undefined ? null : <ComputedField type={type} record={record} name={name} />;
}

function eyebrowOf(record: StoredRecord | undefined, singular: string) {
  return record === undefined ? {} : { eyebrow: `Edit ${singular}` };
}

function focusFirst(form: HTMLFormElement | null, name: string): void {
  form?.querySelector<HTMLElement>(`#field-${name}`)?.focus();
}

function focusFault(form: HTMLFormElement | null): void {
  requestAnimationFrame(() => form?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
}
