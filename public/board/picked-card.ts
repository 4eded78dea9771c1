/** A card that follows the pointer. */
export interface Picked {
  follow(at: Point): void;
  /** Ends it. Returns the value of the column below, if the card can be dropped there. */
  putDown(): string | undefined;
}

interface Point {
  readonly clientX: number;
  readonly clientY: number;
}

export interface PickOptions {
  readonly card: HTMLElement;
  readonly pressed: Point;
  readonly canDrop: (column: string) => boolean;
}

/** Within this distance of an edge, the board or the page scrolls. */
const EDGE_PX = 48;
const SCROLL_PX = 10;

/** Shows a copy of the card below the pointer, and marks the column where it would drop. */
export function pickUp({ card, pressed, canDrop }: PickOptions): Picked {
  const { left, top, width } = card.getBoundingClientRect();
  const copy = copyOf(card, width);
  let at = pressed;
  let column: HTMLElement | undefined;
  let frame = 0;

  const mark = (next: HTMLElement | undefined) => {
    if (next === column) return;
    column?.removeAttribute('data-over');
    next?.setAttribute('data-over', '');
    column = next;
  };
  const step = () => {
    copy.style.transform = `translate(${left + at.clientX - pressed.clientX}px, ${top + at.clientY - pressed.clientY}px) rotate(2deg)`;
    scrollAtEdge(card.closest('.board'), at);
    const below = document.elementFromPoint(at.clientX, at.clientY)?.closest<HTMLElement>('[data-column]') ?? undefined;
    mark(below !== undefined && canDrop(below.dataset['column'] ?? '') ? below : undefined);
    frame = requestAnimationFrame(step);
  };

  card.setAttribute('data-dragged', '');
  document.body.append(copy);
  step();
  return {
    follow(next) {
      at = next;
    },
    putDown() {
      cancelAnimationFrame(frame);
      step();
      cancelAnimationFrame(frame);
      const value = column?.dataset['column'];
      mark(undefined);
      copy.remove();
      card.removeAttribute('data-dragged');
      return value;
    },
  };
}

function copyOf(card: HTMLElement, width: number): HTMLElement {
  const copy = document.createElement('div');
  copy.className = `${card.className} board-copy`;
  copy.append(...card.cloneNode(true).childNodes);
  for (const element of copy.querySelectorAll('[id]')) element.removeAttribute('id');
  copy.inert = true;
  copy.style.width = `${width}px`;
  return copy;
}

function scrollAtEdge(board: Element | null, { clientX, clientY }: Point): void {
  if (board === null) return;
  const { left, right } = board.getBoundingClientRect();
  board.scrollBy({ left: clientX > right - EDGE_PX ? SCROLL_PX : clientX < left + EDGE_PX ? -SCROLL_PX : 0, behavior: 'instant' });
  scrollBy({ top: clientY > innerHeight - EDGE_PX ? SCROLL_PX : clientY < EDGE_PX ? -SCROLL_PX : 0, behavior: 'instant' });
}
