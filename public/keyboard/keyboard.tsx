import { ShortcutHelp } from './shortcut-help.tsx';
import { useShortcuts } from './use-shortcuts.ts';

/** The page's keys, and the list of them. */
export function Keyboard() {
  const keys = useShortcuts();
  return keys.isHelpOpen.value && <ShortcutHelp onClose={keys.closeHelp} />;
}
