import { THEMES } from '../browser/theme.ts';
import { humanize } from '../model/labels.ts';
import { useApp } from '../state/app-context.ts';

/** Switches between the theme of the device, light and dark. */
export function ThemeSwitch() {
  const { late } = useApp();
  if (late.value === undefined) return null;
  const { current, choose } = late.value.theme;
  const theme = current.value;
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'auto';
  return (
    <button
      type="button"
      class="icon-button theme-switch"
      aria-label={`Theme: ${humanize(theme)}`}
      title={`Theme: ${humanize(theme)}`}
      onClick={() => choose(next)}
    >
      <svg class={`icon theme-${theme}`} viewBox="0 0 16 16" aria-hidden="true">
        <circle cx="8" cy="8" r="6" />
        <path d="M8 2a6 6 0 0 1 0 12z" />
      </svg>
    </button>
  );
}
