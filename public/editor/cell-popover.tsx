import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

export interface CellPopoverProps {
  readonly label: string;
  readonly anchor: HTMLElement;
  /** Called when the focus goes elsewhere on the page. */
  readonly onLeave: () => void;
  readonly children: ComponentChildren;
}

const MARGIN = 8;

/** Shows a small dialog on a cell of the list. It scrolls with the list. */
export function CellPopover({ label, anchor, onLeave, children }: CellPopoverProps) {
  const element = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const box = element.current;
    if (box === null) return;
    const { left, top, width } = anchor.getBoundingClientRect();
    box.style.minWidth = `${width}px`;
    const furthest = document.documentElement.clientWidth - box.offsetWidth - MARGIN;
    box.style.left = `${scrollX + Math.max(MARGIN, Math.min(left, furthest))}px`;
    box.style.top = `${scrollY + top}px`;
    box.scrollIntoView({ block: 'nearest' });
  }, []);
  return (
    <div
      ref={element}
      class="cell-editor"
      role="dialog"
      aria-label={label}
      onFocusOut={({ relatedTarget }) => {
        const isInside = relatedTarget instanceof Node && element.current?.contains(relatedTarget) === true;
        // A window that loses the focus gives it back to the same input.
        if (!isInside && document.hasFocus()) onLeave();
      }}
    >
      {children}
    </div>
  );
}
