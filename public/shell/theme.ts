/** How the page is lit: as the device is, or always one way. */
export const THEMES = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const KEY = 'theme';

export function readTheme(storage: Storage): Theme {
  const kept = storage.getItem(KEY);
  return THEMES.find((theme) => theme === kept) ?? 'auto';
}

export function keepTheme(storage: Storage, theme: Theme): void {
  if (theme === 'auto') storage.removeItem(KEY);
  else storage.setItem(KEY, theme);
}

/** The style sheet knows the two that are no `auto`. */
export function applyTheme(root: HTMLElement, theme: Theme): void {
  if (theme === 'auto') root.removeAttribute('data-theme');
  else root.setAttribute('data-theme', theme);
}
