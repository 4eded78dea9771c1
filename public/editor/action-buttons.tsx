import { useId, useState } from 'preact/hooks';
import type { RecordType } from '../../src/schema/record-type.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import { currentOf, reasonOf } from '../requests/problem.ts';
import { useApp } from '../state/app-context.ts';
import { offeredActions, runAction } from '../state/run-action.ts';
import { useEditing } from '../state/use-editing.ts';

export interface ActionButtonsProps {
  readonly type: RecordType;
  readonly record: StoredRecord;
  /** Whether the form has values that are not saved. An action works on the stored record. */
  readonly isChanged: boolean;
  /** Opens the form for the input of an action. */
  readonly onInput: (name: string) => void;
  /** Called with the record after the action; after a conflict, with the current record and a message. */
  readonly onDone: (record: StoredRecord, notice?: string) => void;
  /** Why the last action was not run. */
  readonly notice: string | undefined;
}

/** The buttons of the type's actions. */
export function ActionButtons({ type, record, isChanged, onInput, onDone, notice }: ActionButtonsProps) {
  const app = useApp();
  const editing = useEditing();
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | undefined>(undefined);
  const id = useId();
  const offered = offeredActions(type, record, app.person.value);
  if (offered.length === 0) return null;

  const start = async (name: string, title: string) => {
    setBusy(true);
    setFailure(undefined);
    try {
      onDone(await runAction(app, editing, { type, seen: record, name, title }));
    } catch (error) {
      const current = currentOf(error);
      const reason = actionFailure(error, title);
      if (current === undefined) setFailure(reason);
      else onDone(current, reason);
    }
    setBusy(false);
  };
  return (
    <div class="field" role="group" aria-label="Actions">
      <div class="panel-actions">
        {offered.map(([name, { title, input }]) => (
          <button
            key={name}
            type="button"
            class="button"
            disabled={isBusy || isChanged}
            aria-describedby={isChanged ? id : undefined}
            onClick={() => (input === undefined ? app.run(async () => await start(name, title)) : onInput(name))}
          >
            {title}
            {input !== undefined && '…'}
          </button>
        ))}
        {/* Beside the buttons, so that the fields below do not move while somebody types. */}
        {isChanged && (
          <p class="note" id={id}>
            Save or discard your changes first.
          </p>
        )}
      </div>
      {(failure ?? notice) !== undefined && (
        <p class="fault" role="alert">
          {failure ?? notice}
        </p>
      )}
    </div>
  );
}

/** Why an action was refused, with the faults of the record. */
export function actionFailure(error: unknown, title: string): string {
  if (currentOf(error) === undefined) return reasonOf(error);
  return `Someone else has just changed this record. Choose “${title}” again to run it on the current version.`;
}
