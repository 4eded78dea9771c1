import type { DeviceStorage } from './device-storage.ts';

/** How the page is lit: as the device is, or always one way. */
export const THEMES = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const KEY = 'theme';

export function readTheme(storage: DeviceStorage): Theme {
  const kept = storage.read(KEY);
  return THEMES.find((theme) => theme === kept) ?? 'auto';
}

export function keepTheme(storage: DeviceStorage, theme: Theme): void {
  if (theme === 'auto') storage.drop(KEY);
  else storage.keep(KEY, theme);
}

/** The style sheet knows the two that are no `auto`. */
export function applyTheme(root: HTMLElement, theme: Theme): void {
  if (theme === 'auto') root.removeAttribute('data-theme');
  else root.setAttribute('data-theme', theme);
}
