import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

export interface Nearby<Group extends HTMLElement> {
  /** For the group's element. */
  readonly element: RefObject<Group | null>;
  /** While the group is away from the screen: the height to keep, in pixels, in place of its rows. */
  readonly height: number | undefined;
}

/** So far beyond the screen rows are kept, for quick scrolling. */
const MARGIN = '1500px 0px';

/**
 * Whether a group of so many rows is near the screen and so has to be drawn. So a list of ten thousand weighs no more than
 * one of a hundred; whoever memoizes the rows must forget them with the height, or the memory of the list grows all the same.
 */
export function useNearby<Group extends HTMLElement>(rows: number): Nearby<Group> {
  const element = useRef<Group>(null);
  const [height, setHeight] = useState<number | undefined>(undefined);

  useEffect(() => {
    const group = element.current;
    if (group === null) return;
    const observer = new IntersectionObserver(
      ([entry]) => {
        // The row that has the focus stays, wherever one scrolls to.
        const isNeeded = entry === undefined || entry.isIntersecting || group.contains(document.activeElement);
        // As it was seen to be: to ask the element would lay the whole list out again, once for each group that goes.
        setHeight(isNeeded ? undefined : entry.boundingClientRect.height);
      },
      { rootMargin: MARGIN },
    );
    observer.observe(group);
    return () => observer.disconnect();
  }, [rows]);

  return { element, height };
}
