import type { Undo } from '../state/undo.ts';

/** The part of a keyboard event that this reads. */
export type Combination = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>;

/** The letter that is pressed with Ctrl, or with Cmd on a Mac. */
export function commandLetter({ key, code, ctrlKey, metaKey, altKey }: Combination): string | undefined {
  if (ctrlKey === metaKey || altKey) return undefined;
  // Keyboards of other scripts have no Latin letters: there, the place of the key counts.
  return /^[a-z]$/i.test(key) ? key.toLowerCase() : /^Key([A-Z])$/.exec(code)?.[1]?.toLowerCase();
}

/** What a key does to the last change: Ctrl+Z undoes it, Ctrl+Shift+Z or Ctrl+Y makes it again. */
export function undoAction(event: Combination, undo: Undo | undefined): (() => void) | undefined {
  const letter = commandLetter(event);
  if (letter === 'z') return event.shiftKey ? undo?.redo : undo?.latest;
  return letter === 'y' && !event.shiftKey ? undo?.redo : undefined;
}
