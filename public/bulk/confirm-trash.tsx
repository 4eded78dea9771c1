import { Dialog } from '../ui/dialog.tsx';

export interface ConfirmTrashProps {
  /** The records, in words: “2,000 tasks”. */
  readonly what: string;
  readonly onClose: () => void;
  readonly onConfirm: () => void;
}

/** Asks before records are moved to the trash that the list does not show. */
export function ConfirmTrash({ what, onClose, onConfirm }: ConfirmTrashProps) {
  return (
    <Dialog title={`Move ${what} to the trash?`} onClose={onClose}>
      <p class="lead">This includes records that the list does not show yet. You can undo it, or restore them from the trash.</p>
      <div class="dialog-actions">
        <button type="button" class="button" onClick={onClose}>
          Cancel
        </button>
        <button type="button" class="button is-alarm" onClick={onConfirm}>
          Move to trash
        </button>
      </div>
    </Dialog>
  );
}
