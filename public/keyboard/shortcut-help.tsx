import { Modal } from '../ui/dialog.tsx';
import { SHORTCUTS } from './use-shortcuts.ts';
import './shortcut-help.css';

/** The list of keys. */
export function KeyHelp({ onClose }: { readonly onClose: () => void }) {
  return (
    <Modal title="Keys" onClose={onClose}>
      <dl class="keys">
        {SHORTCUTS.map(([key, meaning]) => (
          <div key={key}>
            <dt>{key.split(' ').map((one) => one !== '' && <kbd key={one}>{one}</kbd>)}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <p class="note">None of them works while you type.</p>
    </Modal>
  );
}
