import { useEffect, useState } from 'preact/hooks';
import { useApp } from '../state/app-context.ts';
import { Dialog } from '../ui/dialog.tsx';
import { ThemeSwitch } from './theme-switch.tsx';

/** The signed-in person, sign-out and the colour theme. */
export function Account() {
  const { person } = useApp();
  const { isLocal, name, role } = person.value;
  if (isLocal) {
    return (
      <>
        <span class="badge" title="The service runs on this computer, so you don’t need to sign in.">
          local
        </span>
        <a href="/docs/">API</a>
        <Help />
        <ThemeSwitch />
      </>
    );
  }
  return (
    <>
      <span class="who" title={`${name}, ${role}`}>
        <bdi>{name}</bdi> <span class="badge">{role}</span>
      </span>
      <SignOut />
      <a href="/docs/">API</a>
      <Help />
      <ThemeSwitch />
    </>
  );
}

function Help() {
  const { late } = useApp();
  return (
    <button
      type="button"
      class="icon-button help-button"
      aria-label="Keyboard shortcuts"
      title="Keyboard shortcuts (?)"
      onClick={() => late.value?.dialogs.open('keys')}
    >
      ?
    </button>
  );
}

/** Signing out deletes what is not saved, because the next person on this device must not read it. So it asks first. */
function SignOut() {
  const { session, editing, late, run } = useApp();
  const [asks, setAsks] = useState(false);
  const signOut = () => {
    editing.value?.forgetUnsaved();
    run(session.signOut);
  };
  const begin = () => (editing.peek()?.hasUnsaved.peek() === true ? setAsks(true) : signOut());
  const dialogs = late.value?.dialogs;
  const isWanted = dialogs?.wanted.value === 'sign-out';
  useEffect(() => {
    if (!isWanted) return;
    dialogs?.close();
    begin();
  }, [isWanted]);
  return (
    <>
      <button type="button" class="link" onClick={begin}>
        Sign out
      </button>
      {asks && (
        <Dialog title="Sign out and discard?" onClose={() => setAsks(false)}>
          <p class="lead">You have unsaved changes on this device. Signing out discards them.</p>
          <div class="dialog-actions">
            <button type="button" class="button" onClick={() => setAsks(false)}>
              Cancel
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
