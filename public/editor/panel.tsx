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

/** Shows a dialog beside the list, without blocking the list. On a phone, the dialog is modal and covers the screen. */
export function Panel({ title, eyebrow, onClose, children }: PanelProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const shown = dialog.current;
    if (shown === null) return;
    const before = document.activeElement;
    if (matchMedia(NARROW).matches) shown.showModal();
    else shown.show();
    // Restore the focus here, because the browser does it only for a dialog that is still in the page.
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
