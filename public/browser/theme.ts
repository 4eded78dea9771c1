import type { DeviceStorage } from './device-storage.ts';

/** Colour themes. `auto` follows the setting of the device. */
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

/** Sets `data-theme`. The style sheet overrides the colours of the device only for `light` and `dark`. */
export function applyTheme(root: HTMLElement, theme: Theme): void {
  root.dataset['theme'] = theme;
}
