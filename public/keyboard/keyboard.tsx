import { ShortcutHelp } from './shortcut-help.tsx';
import { useShortcuts } from './use-shortcuts.ts';

/** Handles keyboard shortcuts and shows their help dialog. */
export function Keyboard() {
  const keys = useShortcuts();
  return keys.isHelpOpen.value && <ShortcutHelp onClose={keys.closeHelp} />;
}
