import { useRef } from 'preact/hooks';
import type { Toast, Toasts } from '../state/toasts.ts';
import { focusRecord } from './focus-record.ts';
import { MessageText } from './message-text.tsx';
import '../styles/forms.css';
import './toasts.css';

export interface ToastStackProps {
  readonly toasts: Toasts;
  /** The modal dialog around it. */
  readonly dialog?: symbol;
}

/** Shows messages in two live regions: alarms interrupt a screen reader, other messages wait. */
export function ToastStack({ toasts, dialog }: ToastStackProps) {
  const all = toasts.dialog.value === dialog ? toasts.shown.value : [];
  return (
    <div
      class="toasts"
      onPointerEnter={() => toasts.hold(true)}
      onPointerLeave={() => toasts.hold(false)}
      onFocusIn={() => toasts.hold(true)}
      onFocusOut={() => toasts.hold(false)}
    >
      <div role="alert">
        {all
          .filter(({ isAlarm }) => isAlarm)
          .map((toast) => (
            <ToastItem key={toast.key} toasts={toasts} toast={toast} />
          ))}
      </div>
      <div role="status">
        {all
          .filter(({ isAlarm }) => !isAlarm)
          .map((toast) => (
            <ToastItem key={toast.key} toasts={toasts} toast={toast} />
          ))}
      </div>
    </div>
  );
}

interface ToastItemProps {
  readonly toasts: Toasts;
  readonly toast: Toast;
}

function ToastItem({ toasts, toast: { key, message, action, isAlarm } }: ToastItemProps) {
  const element = useRef<HTMLDivElement>(null);
  const close = () => {
    const dialog = element.current?.closest('dialog');
    toasts.close(key);
    // The list behind a modal dialog takes no focus.
    if (dialog) dialog.querySelector<HTMLElement>('h2[tabindex], .icon-button')?.focus();
    else focusRecord(undefined);
  };
  return (
    <div ref={element} class={isAlarm ? 'toast is-alarm' : 'toast'}>
      <p>
        <MessageText message={message} />
      </p>
      {action && (
        <button
          type="button"
          class="toast-action"
          onClick={() => {
            close();
            action.run();
          }}
        >
          {action.label}
        </button>
      )}
      <button type="button" class="toast-close" aria-label="Dismiss" onClick={close}>
        ×
      </button>
    </div>
  );
}
