/** Elements this far beyond the screen are near it. Fast scrolling then finds them ready. */
const MARGIN = '1200px 0px';

/** Calls back at the beginning, and when an element comes near the screen or leaves it. Returns a function that stops this. */
export function watchNearness(element: Element, report: (entry: IntersectionObserverEntry) => void): () => void {
  const observer = new IntersectionObserver(
    (entries) => {
      // A busy browser reports several crossings at once. Only the last one is still true.
      const last = entries.at(-1);
      if (last !== undefined) report(last);
    },
    { rootMargin: MARGIN },
  );
  observer.observe(element);
  return () => observer.disconnect();
}
