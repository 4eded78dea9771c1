import { useApp } from '../state/app-context.ts';
import { ShortcutHelp } from './shortcut-help.tsx';
import { useShortcuts } from './use-shortcuts.ts';

/** Handles keyboard shortcuts and shows their help dialog. */
export function Keyboard() {
  useShortcuts();
  const dialogs = useApp().late.value?.dialogs;
  return dialogs?.wanted.value === 'keys' && <ShortcutHelp onClose={dialogs.close} />;
}
