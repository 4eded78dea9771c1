import type { Toast } from '../state/toasts.ts';
import { useEditing } from '../state/use-editing.ts';
import { focusRecord } from '../ui/focus-record.ts';
import '../styles/forms.css';
import './toasts.css';

/** The messages, in two live regions: one that waits until the reader is done, one that does not. */
export function ToastStack() {
  const { toasts } = useEditing();
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
            <ToastItem key={toast.key} toast={toast} />
          ))}
      </div>
      <div role="status">
        {all
          .filter(({ isAlarm }) => !isAlarm)
          .map((toast) => (
            <ToastItem key={toast.key} toast={toast} />
          ))}
      </div>
    </div>
  );
}

function ToastItem({ toast: { key, text, action, isAlarm } }: { readonly toast: Toast }) {
  const { toasts } = useEditing();
  const close = () => {
    toasts.close(key);
    focusRecord(undefined);
  };
  return (
    <div class={isAlarm ? 'toast is-alarm' : 'toast'}>
      <p>{text}</p>
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
      <button type="button" class="toast-close" aria-label="Close this message" onClick={close}>
        ×
      </button>
    </div>
  );
}
