import type { DeviceStorage } from './device-storage.ts';

/** The colours: those of the device, or always light or dark. */
export const THEMES = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const KEY = 'theme';

export function readTheme(storage: DeviceStorage): Theme {
  const kept = storage.read(KEY);
  return THEMES.find((theme) => theme === kept) ?? 'auto';
}

export function keepTheme(storage: DeviceStorage, theme: Theme): void {
  storage.keep(KEY, theme);
}

/** The style sheet has rules for `light` and `dark`. */
export function applyTheme(root: HTMLElement, theme: Theme): void {
  root.dataset['theme'] = theme;
}
