import { useLayoutEffect, useRef } from 'preact/hooks';

export interface Moving {
  readonly id: string;
  readonly day: string;
}

/**
 * Keeps the focus on a record that moves, because on its new day it is a new element.
 * Returns a function that focuses a record once it is shown, in a month that is still to be loaded.
 */
export function useMoveFocus(moving: Moving | undefined): (id: string) => void {
  const last = useRef(moving);
  const arriving = useRef<string | undefined>(undefined);
  useLayoutEffect(() => {
    const id = moving?.id ?? last.current?.id;
    last.current = moving;
    if (id !== undefined) document.getElementById(`open-${id}`)?.focus();
  }, [moving]);
  useLayoutEffect(() => {
    const link = arriving.current === undefined ? null : document.getElementById(`open-${arriving.current}`);
    if (link === null) return;
    arriving.current = undefined;
    link.focus();
  });
  return (id) => {
    arriving.current = id;
  };
}
