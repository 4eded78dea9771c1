const PATHS = {
  add: 'M8 3v10M3 8h10',
  check: 'M3.5 8.5l3 3 6-7',
  close: 'M4 4l8 8M12 4l-8 8',
  columns: 'M2.5 3.5h11v9h-11zM6.5 3.5v9M10 3.5v9',
  down: 'M8 2.5v8M4.5 7.5L8 11l3.5-3.5M3 13.5h10',
  filter: 'M2.5 4h11M4.5 8h7M6.5 12h3',
  menu: 'M3 8h.01M8 8h.01M13 8h.01',
  out: 'M9 3h4v4M13 3L7.5 8.5M11 9.5V13H3V5h3.5',
  restore: 'M3 8a5 5 0 1 0 1.6-3.7M3 2.5v3h3',
  search: 'M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM10.8 10.8L14 14',
  trash: 'M3 4.5h10M6.5 4V2.5h3V4M4.5 4.5l.5 9h6l.5-9',
  up: 'M8 11V2.5M4.5 6L8 2.5 11.5 6M3 13.5h10',
} as const;

export type IconName = keyof typeof PATHS;

/** A drawing of one line; the words beside it, or the button's label, say what it means. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class={`icon is-${name}`} viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
