import { effect, type ReadonlySignal } from '@preact/signals';

/**
 * Has the browser ask before the page is closed while something is unsaved; gives what ends that.
 * It follows the signal at once, not after the next paint: one may close the page right after the last letter.
 */
export function warnBeforeLeaving(browser: Window, isUnsaved: ReadonlySignal<boolean>): () => void {
  const warn = (event: BeforeUnloadEvent) => event.preventDefault();
  return effect(() => {
    if (!isUnsaved.value) return;
    browser.addEventListener('beforeunload', warn);
    return () => browser.removeEventListener('beforeunload', warn);
  });
}
