import { effect, type ReadonlySignal } from '@preact/signals';

/**
 * Makes the browser ask before the page is closed while something is unsaved. Gives the function that stops it.
 * It follows the signal at once, not after the next paint: people close pages right after the last letter.
 */
export function warnBeforeLeaving(browser: Window, isUnsaved: ReadonlySignal<boolean>): () => void {
  const warn = (event: BeforeUnloadEvent) => event.preventDefault();
  return effect(() => {
    if (!isUnsaved.value) return;
    browser.addEventListener('beforeunload', warn);
    return () => browser.removeEventListener('beforeunload', warn);
  });
}
