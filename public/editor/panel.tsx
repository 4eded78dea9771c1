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

/** A dialog at the side, beside which the list can still be used; on a phone it takes the whole screen and the focus stays in it. */
export function Panel({ title, eyebrow, onClose, children }: PanelProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const shown = dialog.current;
    if (shown === null) return;
    const before = document.activeElement;
    if (matchMedia(NARROW).matches) shown.showModal();
    else shown.show();
    // The browser gives the focus back only to what a dialog that is still there covers.
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
          <h2 id="panel-title">{title}</h2>
        </div>
        <button type="button" class="icon-button" aria-label="Close" title="Close (Esc)" onClick={() => onClose()}>
          ×
        </button>
      </div>
      {children}
    </dialog>
  );
}
