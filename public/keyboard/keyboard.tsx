import { ShortcutHelp } from './shortcut-help.tsx';
import { useShortcuts } from './use-shortcuts.ts';

/** The keyboard shortcuts and their help dialog. */
export function Keyboard() {
  const keys = useShortcuts();
  return keys.isHelpOpen.value && <ShortcutHelp onClose={keys.closeHelp} />;
}
