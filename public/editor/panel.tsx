import type { ComponentChildren } from 'preact';
import { useEffect, useId, useMemo, useRef, useState } from 'preact/hooks';
import { DialogToasts } from '../ui/dialog-toasts.tsx';
import '../styles/forms.css';
import './editor.css';

export interface PanelProps {
  readonly title: string;
  readonly eyebrow?: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
  /** A second tab, beside the details. */
  readonly history?: (() => ComponentChildren) | undefined;
}

const NARROW = '(width < 720px)';

/** Shows a dialog beside the list, without blocking the list. On a phone, the dialog is modal and covers the screen. */
export function Panel({ title, eyebrow, onClose, children, history }: PanelProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const isModal = useMemo(() => matchMedia(NARROW).matches, []);
  useEffect(() => {
    const shown = dialog.current;
    if (shown === null) return;
    const before = document.activeElement;
    if (isModal) shown.showModal();
    else shown.show();
    // Restore the focus here, because the browser does it only for a dialog that is still in the page.
    // Unless another record of the list has it already.
    return () => {
      const isLost = document.activeElement === document.body || shown.contains(document.activeElement);
      shown.close();
      if (isLost && before instanceof HTMLElement) before.focus({ preventScroll: true });
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
          <h2 id="panel-title" tabIndex={-1}>
            <bdi key={title}>{title}</bdi>
          </h2>
        </div>
        <button type="button" class="icon-button" aria-label="Close" title="Close (Esc)" onClick={() => onClose()}>
          ×
        </button>
      </div>
      {history === undefined ? children : <Tabs history={history}>{children}</Tabs>}
      {isModal && <DialogToasts />}
    </dialog>
  );
}

const TABS = ['Details', 'History'] as const;

/** The details stay in the page, so that what is being typed is kept. */
function Tabs({ children, history }: { readonly children: ComponentChildren; readonly history: () => ComponentChildren }) {
  const [chosen, setChosen] = useState<(typeof TABS)[number]>('Details');
  const id = useId();
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    const other = chosen === 'Details' ? 'History' : 'Details';
    setChosen(other);
    document.getElementById(`${id}-${other}`)?.focus();
  };
  return (
    <>
      <div role="tablist" aria-label="Record" class="panel-tabs" onKeyDown={onKeyDown}>
        {TABS.map((tab) => (
          <button
            key={tab}
            type="button"
            role="tab"
            id={`${id}-${tab}`}
            aria-selected={chosen === tab}
            aria-controls={`${id}-${tab}-panel`}
            tabIndex={chosen === tab ? 0 : -1}
            onClick={() => setChosen(tab)}
          >
            {tab}
          </button>
        ))}
      </div>
      {TABS.map((tab) => (
        <div
          key={tab}
          role="tabpanel"
          id={`${id}-${tab}-panel`}
          class="panel-tab"
          aria-labelledby={`${id}-${tab}`}
          hidden={chosen !== tab}
          tabIndex={tab === 'History' ? 0 : undefined}
        >
          {tab === 'Details' ? children : chosen === 'History' && history()}
        </div>
      ))}
    </>
  );
}
