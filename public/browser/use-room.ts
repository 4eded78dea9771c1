import type { RefObject } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

/** Small changes of the width do not render a table again. */
const STEP = 16;

/** The width of an element in pixels, rounded down; `undefined` before it is measured and while the page is printed. */
export function useRoom<Measured extends HTMLElement>(): [element: RefObject<Measured | null>, room: number | undefined] {
  const element = useRef<Measured>(null);
  const [room, setRoom] = useState<number | undefined>(undefined);

  useLayoutEffect(() => {
    const measured = element.current;
    if (measured === null) return;
    const measure = () => {
      if (!matchMedia('print').matches) setRoom(measured.clientWidth - (measured.clientWidth % STEP));
    };
    const forget = () => setRoom(undefined);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(measured);
    addEventListener('beforeprint', forget);
    addEventListener('afterprint', measure);
    return () => {
      observer.disconnect();
      removeEventListener('beforeprint', forget);
      removeEventListener('afterprint', measure);
    };
  }, []);

  return [element, room];
}
