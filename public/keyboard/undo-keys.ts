import { type Combination, commandLetter } from '../browser/command-key.ts';
import type { Undo } from '../state/undo.ts';

/** What a key does to the last change: Ctrl+Z undoes it, Ctrl+Shift+Z or Ctrl+Y makes it again. */
export function undoAction(event: Combination, undo: Undo | undefined): (() => void) | undefined {
  const letter = commandLetter(event);
  if (letter === 'z') return event.shiftKey ? undo?.redo : undo?.latest;
  return letter === 'y' && !event.shiftKey ? undo?.redo : undefined;
}
