import { useApp } from '../state/app-context.ts';
import type { Saved, Saving, SavingState } from '../state/saving.ts';

export interface SavingNoteProps {
  readonly state: SavingState;
  readonly saving: Saving;
  readonly finish: (saved: Saved | undefined) => void;
}

/** Why the form is not saved yet, if there is a reason. */
export function SavingNote({ state, saving, finish }: SavingNoteProps) {
  const { connection, session, run } = useApp();
  const inside = session.state.value;
  if (state.is === 'refused' && inside.is === 'in' && inside.expired) {
    return (
      <p class="notice is-alarm" role="alert">
        Your session has expired. Your changes are kept on this device.{' '}
        <button type="button" class="link" onClick={() => run(session.signIn)}>
          Sign in
        </button>
      </p>
    );
  }
  if (state.is === 'saving' && connection.state.value === 'lost') {
    return (
      <p class="notice" role="status">
        Can’t reach the server. Your changes are kept on this device and saved when it is back.
      </p>
    );
  }
  if (state.is === 'refused') {
    return (
      <p key={state.reason} class="notice is-alarm" role="alert">
        {state.reason}
      </p>
    );
  }
  if (state.is !== 'gone') return null;
  return (
    <p class="notice is-alarm" role="alert">
      Someone moved this to the trash while you were editing.{' '}
      <button type="button" class="link" onClick={() => run(async () => finish(await saving.restoreAndSave()))}>
        Restore and save
      </button>
    </p>
  );
}
