import { useState } from 'preact/hooks';
import { useApp } from '../state/app-context.ts';
import { Dialog } from '../ui/dialog.tsx';
import { ThemeSwitch } from './theme-switch.tsx';

/** Who one is, the way out, and how the page is lit. */
export function Account() {
  const { person } = useApp();
  const { isLocal, name, role } = person.value;
  if (isLocal) {
    return (
      <>
        <span class="badge" title="Nobody has to sign in: the service runs on this machine alone.">
          local
        </span>
        <a href="/docs/">API</a>
        <ThemeSwitch />
      </>
    );
  }
  return (
    <>
      <span class="who" title={`${name}, ${role}`}>
        {name} <span class="badge">{role}</span>
      </span>
      <SignOut />
      <a href="/docs/">API</a>
      <ThemeSwitch />
    </>
  );
}

/** Whoever sits here next must not read what was typed: it goes with the session, and so one is asked. */
function SignOut() {
  const { session, editing, run } = useApp();
  const [asks, setAsks] = useState(false);
  const signOut = () => {
    editing.value?.forgetUnsaved();
    run(session.signOut);
  };
  return (
    <>
      <button type="button" class="link" onClick={() => (editing.value?.hasUnsaved.value === true ? setAsks(true) : signOut())}>
        Sign out
      </button>
      {asks && (
        <Dialog title="Sign out and discard?" onClose={() => setAsks(false)}>
          <p class="lead">There is something on this device that is not saved yet. Signing out discards it.</p>
          <div class="modal-actions">
            <button type="button" class="button" onClick={() => setAsks(false)}>
              Stay
            </button>
            <button type="button" class="button is-alarm" onClick={signOut}>
              Discard and sign out
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}
