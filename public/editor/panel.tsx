import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import '../styles/forms.css';
import './editor.css';

export interface PanelProps {
  readonly title: string;
  readonly eyebrow?: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

const NARROW = '(width < 720px)';

/** A dialog beside the list, which stays usable. On a phone it covers the screen and keeps the focus. */
export function Panel({ title, eyebrow, onClose, children }: PanelProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const shown = dialog.current;
    if (shown === null) return;
    const before = document.activeElement;
    if (matchMedia(NARROW).matches) shown.showModal();
    else shown.show();
    // The browser restores the focus only for a dialog that is still in the page.
    return () => {
      shown.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);

  return (
    <dialog
      ref={dialog}
      class="panel"
      aria-labelledby="panel-title"
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <div class="panel-head">
        <div>
          {eyebrow !== undefined && <p class="eyebrow">{eyebrow}</p>}
          <h2 id="panel-title">
            <bdi key={title}>{title}</bdi>
          </h2>
        </div>
        <button type="button" class="icon-button" aria-label="Close" title="Close (Esc)" onClick={() => onClose()}>
          ×
        </button>
      </div>
      {children}
    </dialog>
  );
}
