import type { Toast, Toasts } from '../state/toasts.ts';
import { focusRecord } from '../ui/focus-record.ts';
import { MessageText } from '../ui/message-text.tsx';
import '../styles/forms.css';
import './toasts.css';

/** Shows messages in two live regions: alarms interrupt a screen reader, other messages wait. */
export function ToastStack({ toasts }: { readonly toasts: Toasts }) {
  const all = toasts.shown.value;
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
  const close = () => {
    toasts.close(key);
    focusRecord(undefined);
  };
  return (
    <div class={isAlarm ? 'toast is-alarm' : 'toast'}>
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
