/** The path of the only icon that the first list needs; the others are in `icons.ts`. */
export const CHECK = 'M3.5 8.5l3 3 6-7';

/** Decorative: the text beside it or the button's label says what it means. */
export function Icon({ path }: { readonly path: string }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}
