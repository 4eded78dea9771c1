/** In a tab that nobody sees nothing is painted. */
const UNSEEN_MS = 100;

/** Resolves once what is in the page now has been painted. */
export async function afterPaint(): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, UNSEEN_MS);
    // The frame's own callbacks come before it is painted, a task begun in them comes after.
    requestAnimationFrame(() => {
      clearTimeout(timer);
      setTimeout(resolve);
    });
  });
}
