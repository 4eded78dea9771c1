import { Dialog } from '../ui/dialog.tsx';
import { SHORTCUTS } from './use-shortcuts.ts';
import './shortcut-help.css';

/** Shows the list of keyboard shortcuts. */
export function ShortcutHelp({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog title="Keyboard shortcuts" onClose={onClose}>
      <dl class="keys">
        {SHORTCUTS.map(([key, meaning]) => (
          <div key={key}>
            <dt>{key.split(' ').map((part) => part !== '' && <kbd key={part}>{part}</kbd>)}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <p class="note">Single-letter keys are off while you type.</p>
    </Dialog>
  );
}
