import { Icon } from '../ui/icon.tsx';
import { TRASH } from '../ui/icons.ts';

export interface FormActionsProps {
  readonly isNew: boolean;
  /** Whether the form is being saved. */
  readonly isBusy: boolean;
  readonly onDelete: () => void;
  readonly onSaveAndNew: () => void;
  /** Stops saving. */
  readonly onStop: () => void;
}

/** The buttons of the form of a record. The form itself saves when it is submitted. */
export function FormActions({ isNew, isBusy, onDelete, onSaveAndNew, onStop }: FormActionsProps) {
  return (
    <div class="panel-actions">
      {!isNew && (
        <button type="button" class="button is-quiet" onClick={onDelete}>
          <Icon path={TRASH} /> Delete
        </button>
      )}
      <span class="spring" />
      {isNew && (
        <button type="button" class="button" disabled={isBusy} onClick={onSaveAndNew}>
          Save and new
        </button>
      )}
      {isBusy ? (
        <button key="busy" type="button" class="button is-primary" onClick={onStop}>
          Saving… (Cancel)
        </button>
      ) : (
        <button key="idle" type="submit" class="button is-primary" title="Save (Ctrl+Enter)">
          Save
        </button>
      )}
    </div>
  );
}
