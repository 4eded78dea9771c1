import { useEffect, useMemo } from 'preact/hooks';
import { useApp } from '../state/app-context.ts';
import { ToastStack } from './toast-stack.tsx';
import './dialog-toasts.css';

/** Shows the messages inside a modal dialog. Outside of it, the browser covers them and ignores clicks. */
export function DialogToasts() {
  const toasts = useApp().late.value?.toasts;
  const dialog = useMemo(() => Symbol('dialog'), []);
  // Not before the first paint, because screen readers do not announce text that appears together with its live region.
  useEffect(() => toasts?.enterDialog(dialog), [toasts]);
  if (toasts === undefined) return null;
  return (
    <div class="dialog-toasts">
      <ToastStack toasts={toasts} dialog={dialog} />
    </div>
  );
}
