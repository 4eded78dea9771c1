/** The only icon that the first list needs. The others are in `icons.ts`, which loads later. */
export const CHECK = 'M3.5 8.5l3 3 6-7';

/** Shows a decorative icon. The text beside it or the label of its button gives its meaning. */
export function Icon({ path }: { readonly path: string }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}
