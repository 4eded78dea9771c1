/** What each icon draws; those that the list does not begin with are beside this file. */
export const CHECK = 'M3.5 8.5l3 3 6-7';
export const TRASH = 'M3 4.5h10M6.5 4V2.5h3V4M4.5 4.5l.5 9h6l.5-9';

/** A drawing of one line; the words beside it, or the button's label, say what it means. */
export function Icon({ path }: { readonly path: string }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}
