import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Action } from '../../src/schema/definition.ts';
import type { RecordType } from '../../src/schema/record-type.ts';
import { CONTROLS } from '../controls/index.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import { titleOf } from '../model/type-display.ts';
import { currentOf, ProblemError } from '../requests/problem.ts';
import { useApp } from '../state/app-context.ts';
import { createEditForm } from '../state/edit-form.ts';
import { runAction } from '../state/run-action.ts';
import { useEditing } from '../state/use-editing.ts';
import { actionFailure } from './action-buttons.tsx';
import { FormField } from './form-field.tsx';
import { Panel } from './panel.tsx';

export interface ActionPanelProps {
  readonly type: RecordType;
  readonly record: StoredRecord;
  readonly name: string;
  readonly action: Action;
  readonly onClose: () => void;
  readonly onDone: (record: StoredRecord) => void;
}

/** An input is short, so it is not kept as a draft. */
const NO_DRAFTS = { read: () => undefined, keep: () => undefined, drop: () => undefined };

/** The form for the input of an action. */
export function ActionPanel({ type, record, name, action, onClose, onDone }: ActionPanelProps) {
  const app = useApp();
  const editing = useEditing();
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | undefined>(undefined);
  const [seen, setSeen] = useState(record);
  const element = useRef<HTMLFormElement>(null);
  const { title, input: fields = {} } = action;
  const form = useMemo(() => {
    const inputType = { ...type, name: `${type.name}/${name}`, fields };
    return createEditForm({ type: inputType, codecs: CONTROLS, drafts: NO_DRAFTS, record: undefined, initial: {} });
  }, []);
  useEffect(() => element.current?.querySelector<HTMLElement>('input, select, textarea')?.focus(), []);

  const submit = async () => {
    const input = form.toPatch();
    if (input === undefined) return;
    setBusy(true);
    setFailure(undefined);
    try {
      onDone(await runAction(app, editing, { type, seen, name, title, input }));
    } catch (error) {
      setSeen(currentOf(error) ?? seen);
      setFailure(error instanceof ProblemError && error.status === 422 ? form.refuse(error) : actionFailure(error, title));
    }
    setBusy(false);
  };
  // After a conflict, the record itself shows what the other person has changed.
  const cancel = () => (seen === record ? onClose() : onDone(seen));
  return (
    <Panel title={title} eyebrow={titleOf(type, seen)} onClose={cancel}>
      <form
        ref={element}
        class="panel-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          app.run(submit);
        }}
      >
        <div class="panel-body">
          {Object.keys(fields).map((field) => (
            <FormField key={field} form={form} name={field} prefix="input" />
          ))}
        </div>
        <div class="panel-foot">
          {failure !== undefined && (
            <p class="notice is-alarm" role="alert">
              {failure}
            </p>
          )}
          <div class="panel-actions">
            <button type="button" class="button is-quiet" onClick={cancel}>
              Cancel
            </button>
            <span class="spring" />
            <button type="submit" class="button is-primary" disabled={isBusy}>
              {title}
            </button>
          </div>
        </div>
      </form>
    </Panel>
  );
}
