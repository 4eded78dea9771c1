import { useState } from 'preact/hooks';
import { TITLE } from '../../src/name.ts';
import { useApp } from '../state/app-context.ts';
import '../styles/forms.css';
import './sign-in-screen.css';

/** Shows the sign-in button until a person is signed in. */
export function SignInScreen({ reason }: { readonly reason: string | undefined }) {
  const { session, run } = useApp();
  const [isLeaving, setLeaving] = useState(false);
  return (
    <main class="sign-in">
      <h1>{TITLE}</h1>
      <p key={reason}>{reason ?? 'Sign in to see and edit your records.'}</p>
      <button
        type="button"
        class="button is-primary"
        disabled={isLeaving}
        onClick={() =>
          run(async () => {
            setLeaving(true);
            try {
              await session.signIn();
            } finally {
              setLeaving(false);
            }
          })
        }
      >
        Sign in
      </button>
    </main>
  );
}
