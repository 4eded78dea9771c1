import { effect, type ReadonlySignal } from '@preact/signals';

/**
 * Makes the browser ask for confirmation before the page closes while something is unsaved. Returns a function that stops this.
 * Follows the signal immediately, not after the next paint, because people close pages right after the last keystroke.
 */
export function warnBeforeLeaving(browser: Window, isUnsaved: ReadonlySignal<boolean>): () => void {
  const warn = (event: BeforeUnloadEvent) => event.preventDefault();
  return effect(() => {
    if (!isUnsaved.value) return;
    browser.addEventListener('beforeunload', warn);
    return () => browser.removeEventListener('beforeunload', warn);
  });
}
