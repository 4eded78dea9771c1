import { BulkBar } from '../bulk/bulk-bar.tsx';
import { useApp } from '../state/app-context.ts';
import { ToastStack } from '../toasts/toast-stack.tsx';
import './editing-shell.css';

/** What the desk itself shows: messages, and what can be done with the selected records. */
export function DeskShell() {
  const { place, selection } = useApp();
  return (
    <div class="bottom">
      <ToastStack />
      {place.value !== undefined && selection.ids.value.size > 0 && <BulkBar place={place.value} />}
    </div>
  );
}
