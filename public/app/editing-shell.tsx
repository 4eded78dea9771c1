import { BulkBar } from '../bulk/bulk-bar.tsx';
import { useApp } from '../state/app-context.ts';
import { ToastStack } from '../toasts/toast-stack.tsx';
import './editing-shell.css';

/** What editing shows on every screen: messages, and what can be done with the selected records. */
export function EditingShell() {
  const { route, selection } = useApp();
  return (
    <div class="bottom">
      <ToastStack />
      {route.value !== undefined && selection.ids.value.size > 0 && <BulkBar route={route.value} />}
    </div>
  );
}
