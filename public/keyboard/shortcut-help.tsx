import { hasCommandKey } from '../browser/command-key.ts';
import { useApp } from '../state/app-context.ts';
import { Dialog } from '../ui/dialog.tsx';
import { shortcutsOf } from './shortcuts.ts';
import './shortcut-help.css';

/** Shows the list of keyboard shortcuts. */
export function ShortcutHelp({ onClose }: { readonly onClose: () => void }) {
  const { route } = useApp();
  const command = hasCommandKey(navigator) ? '⌘' : 'Ctrl';
  return (
    <Dialog title="Keyboard shortcuts" onClose={onClose}>
      <dl class="keys">
        {shortcutsOf(route.value?.type).map(([key, meaning]) => (
          <div key={key}>
            <dt>{key.split(' ').map((part) => part !== '' && <kbd key={part}>{part === 'Ctrl' ? command : part}</kbd>)}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <p class="note">Single-letter keys are off while you type.</p>
    </Dialog>
  );
}
