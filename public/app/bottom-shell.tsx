import { BulkBar } from '../bulk/bulk-bar.tsx';
import { BulkJob } from '../bulk/bulk-job.tsx';
import { Commands } from '../commands/commands.tsx';
import { NewsBar } from '../history/news-bar.tsx';
import { useApp } from '../state/app-context.ts';
import { ToastStack } from '../ui/toast-stack.tsx';
import { Welcome } from '../welcome/welcome.tsx';
import './bottom-shell.css';
import { BlockedDialog } from '../trash/blocked-dialog.tsx';
import '../styles/forced-colors.css';

/** Shows messages, the actions for selected records and the command palette, above every screen. */
export function BottomShell() {
  const { route, selection, late, editing } = useApp();
  const dialogs = late.value?.dialogs;
  const isSelecting = editing.value !== undefined && selection.ids.value.size > 0;
  const isBusy = editing.value?.bulkJobs.isRunning.value === true;
  return (
    <>
      <Welcome />
      {dialogs?.wanted.value === 'commands' && <Commands onClose={dialogs.close} />}
      <div class="bottom">
        {late.value !== undefined && <ToastStack toasts={late.value.toasts} />}
        {route.value !== undefined && <NewsBar />}
        {editing.value !== undefined && <BulkJob jobs={editing.value.bulkJobs} />}
        {route.value !== undefined && isSelecting && !isBusy && <BulkBar route={route.value} />}
        {editing.value !== undefined && <BlockedDialog mutations={editing.value.mutations} />}
      </div>
    </>
  );
}
