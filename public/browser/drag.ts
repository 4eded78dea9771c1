export interface DragOptions {
  /** Selects the elements that can be dragged. */
  readonly item: string;
  /** Selects the elements on which they can be dropped. */
  readonly target: string;
  readonly onDrop: (item: HTMLElement, target: HTMLElement) => void;
}

/** A click moves a little too. */
const START_PX = 5;
/** A finger that moves earlier scrolls. */
const HOLD_MS = 350;
const HOLD_PX = 10;
/** Near the edge of the window, the page scrolls. */
const EDGE_PX = 48;
const SCROLL_PX = 16;

interface Drag {
  readonly item: HTMLElement;
  readonly pointerId: number;
  readonly x: number;
  readonly y: number;
  ghost: HTMLElement | undefined;
  over: HTMLElement | undefined;
  timer: ReturnType<typeof setTimeout> | undefined;
}

/**
 * Lets people drag elements inside of `root` with a mouse, or with a finger after a short hold. Escape cancels.
 * Marks the element under the pointer with `data-drop`. Returns a function that stops listening.
 */
export function makeDraggable(root: HTMLElement, { item: itemSelector, target: targetSelector, onDrop }: DragOptions): () => void {
  const listeners = new AbortController();
  const options = { signal: listeners.signal };
  let drag: Drag | undefined;

  function start(started: Drag, event: { readonly clientX: number; readonly clientY: number }): void {
    const { left, top, width } = started.item.getBoundingClientRect();
    const copy = started.item.cloneNode(true);
    if (!(copy instanceof HTMLElement)) return;
    for (const element of [copy, ...copy.querySelectorAll('[id]')]) element.removeAttribute('id');
    copy.classList.add('drag-ghost');
    copy.style.width = `${width}px`;
    copy.style.left = `${left - started.x}px`;
    copy.style.top = `${top - started.y}px`;
    // In the same dialog or page, so that it has the same styles.
    root.append(copy);
    started.ghost = copy;
    started.item.dataset['dragged'] = '';
    root.setPointerCapture(started.pointerId);
    follow(started, event);
  }

  function follow(moved: Drag, { clientX, clientY }: { readonly clientX: number; readonly clientY: number }): void {
    if (moved.ghost === undefined) return;
    moved.ghost.style.translate = `${clientX}px ${clientY}px`;
    const under = document.elementFromPoint(clientX, clientY)?.closest<HTMLElement>(targetSelector) ?? undefined;
    if (under !== moved.over) {
      delete moved.over?.dataset['drop'];
      moved.over = under !== undefined && root.contains(under) ? under : undefined;
      if (moved.over !== undefined) moved.over.dataset['drop'] = '';
    }
    if (clientY < EDGE_PX) scrollBy(0, -SCROLL_PX);
    else if (clientY > innerHeight - EDGE_PX) scrollBy(0, SCROLL_PX);
  }

  function end(): Drag | undefined {
    const ended = drag;
    drag = undefined;
    if (ended === undefined) return undefined;
    clearTimeout(ended.timer);
    ended.ghost?.remove();
    delete ended.item.dataset['dragged'];
    delete ended.over?.dataset['drop'];
    return ended;
  }

  root.addEventListener(
    'pointerdown',
    (event) => {
      const item = event.target instanceof Element ? event.target.closest<HTMLElement>(itemSelector) : null;
      if (item === null || event.button !== 0 || !event.isPrimary) return;
      const begun: Drag = {
        item,
        pointerId: event.pointerId,
        x: event.clientX,
        y: event.clientY,
        ghost: undefined,
        over: undefined,
        timer: undefined,
      };
      drag = begun;
      if (event.pointerType === 'touch') begun.timer = setTimeout(() => start(begun, event), HOLD_MS);
    },
    options,
  );
  root.addEventListener(
    'pointermove',
    (event) => {
      if (drag === undefined || event.pointerId !== drag.pointerId) return;
      if (drag.ghost !== undefined) {
        follow(drag, event);
        return;
      }
      const distance = Math.hypot(event.clientX - drag.x, event.clientY - drag.y);
      if (event.pointerType === 'touch' && distance > HOLD_PX) end();
      else if (event.pointerType !== 'touch' && distance > START_PX) start(drag, event);
    },
    options,
  );
  root.addEventListener(
    'pointerup',
    () => {
      const ended = end();
      if (ended?.ghost === undefined) return;
      suppressClick(root);
      if (ended.over !== undefined) onDrop(ended.item, ended.over);
    },
    options,
  );
  root.addEventListener('pointercancel', end, options);
  document.addEventListener(
    'keydown',
    (event) => {
      if (event.key !== 'Escape' || drag?.ghost === undefined) return;
      event.stopPropagation();
      end();
    },
    { ...options, capture: true },
  );
  // A finger that drags must not scroll, select text or open the menu of a link.
  root.addEventListener('touchmove', (event) => drag?.ghost !== undefined && event.preventDefault(), { ...options, passive: false });
  root.addEventListener('contextmenu', (event) => drag?.timer !== undefined && event.preventDefault(), options);
  // The browser's own drag of a link would end this one.
  root.addEventListener('dragstart', (event) => drag !== undefined && event.preventDefault(), options);

  return () => {
    end();
    listeners.abort();
  };
}

/** The browser follows a drop with a click, if the pointer is on the same element. */
function suppressClick(root: HTMLElement): void {
  const suppress = (event: Event) => {
    event.preventDefault();
    event.stopPropagation();
  };
  root.addEventListener('click', suppress, { capture: true, once: true });
  setTimeout(() => root.removeEventListener('click', suppress, { capture: true }));
}
