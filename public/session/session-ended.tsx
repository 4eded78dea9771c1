import { useState } from 'preact/hooks';
import { useApp } from '../state/app-context.ts';
import { Dialog } from '../ui/dialog.tsx';

/** The session has ended during work: asks to sign in again, which returns to this page. */
export function SessionEnded() {
  const { session, run } = useApp();
  const [isPutOff, setPutOff] = useState(false);
  const signIn = () => run(session.signIn);
  if (isPutOff) {
    return (
      <p class="notice is-alarm" role="status">
        Your session has expired. Sign in to load and save records.{' '}
        <button type="button" class="link" onClick={signIn}>
          Sign in
        </button>
      </p>
    );
  }
  return (
    <Dialog title="Your session has expired" onClose={() => setPutOff(true)}>
      <p class="lead">Sign in again to continue. Your changes are kept on this device.</p>
      <div class="dialog-actions">
        <button type="button" class="button" onClick={() => setPutOff(true)}>
          Later
        </button>
        <button type="button" class="button is-primary" onClick={signIn}>
          Sign in
        </button>
      </div>
    </Dialog>
  );
}
