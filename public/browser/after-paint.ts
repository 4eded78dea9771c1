/** A hidden tab is not painted: do not wait longer than this. */
const MAX_WAIT_MS = 100;

/** Resolves once the current content of the page is painted. */
export async function afterPaint(): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, MAX_WAIT_MS);
    // Frame callbacks run before the paint; a task that they start runs after it.
    requestAnimationFrame(() => {
      clearTimeout(timer);
      setTimeout(resolve);
    });
  });
}
