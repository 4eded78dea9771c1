import { type ReadonlySignal, signal } from '@preact/signals';
import type { DeviceStorage } from '../browser/device-storage.ts';
import { applyTheme, keepTheme, readTheme, type Theme } from '../browser/theme.ts';

/** The colour theme of this device. */
export interface ThemeChoice {
  readonly current: ReadonlySignal<Theme>;
  choose(theme: Theme): void;
}

export function createThemeChoice(storage: DeviceStorage, root: HTMLElement): ThemeChoice {
  const current = signal(readTheme(storage));
  return {
    current,
    choose(theme) {
      keepTheme(storage, theme);
      applyTheme(root, theme);
      current.value = theme;
    },
  };
}
