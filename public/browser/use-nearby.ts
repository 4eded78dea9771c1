import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { watchNearness } from './watch-nearness.ts';

export interface Nearby<Group extends HTMLElement> {
  /** The ref of the group's element. */
  readonly element: RefObject<Group | null>;
  /** The height of the placeholder in pixels while the group is far from the screen; `undefined` while it is near. */
  readonly height: number | undefined;
}

/**
 * Whether a group of rows is near the screen and has to be rendered. A list of 10,000 then costs as much as one of 100.
 * A memo of the rows must depend on the height, or it keeps all rows in memory.
 */
export function useNearby<Group extends HTMLElement>(rows: number): Nearby<Group> {
  const element = useRef<Group>(null);
  const [height, setHeight] = useState<number | undefined>(undefined);

  useEffect(() => {
    const group = element.current;
    if (group === null) return;
    const unwatch = watchNearness(group, (entry) => {
      // Keep a group with the focus in it.
      const isNeeded = entry.isIntersecting || group.contains(document.activeElement);
      // Read from the entry: reading it from the element would lay out the whole list for each group.
      setHeight(isNeeded ? undefined : entry.boundingClientRect.height);
    });
    // A placeholder would leave a gap on paper.
    const show = () => setHeight(undefined);
    addEventListener('beforeprint', show);
    return () => {
      unwatch();
      removeEventListener('beforeprint', show);
    };
  }, [rows]);

  return { element, height };
}
