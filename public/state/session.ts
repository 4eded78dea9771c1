import type { ReadonlySignal } from '@preact/signals';
import type { Person } from '../model/person.ts';
import type { Credentials } from '../requests/send.ts';

export type SessionState =
  | { readonly is: 'starting' }
  | { readonly is: 'in'; readonly person: Person /** The session has ended; what is on the screen stays. */; readonly expired: boolean }
  | { readonly is: 'out'; readonly reason: string | undefined };

/** Who uses the page. */
export interface Session {
  readonly state: ReadonlySignal<SessionState>;
  /** Whether the page is being left for the issuer, which returns to it. */
  readonly isLeaving: ReadonlySignal<boolean>;
  readonly credentials: Credentials;
  /** Reads the settings and finishes a sign-in. Resolves to the address to continue at, if it is another one. */
  start(): Promise<string | undefined>;
  /** Redirects to the issuer, which returns to this page. */
  signIn(): Promise<void>;
  /** Ends the session here, in the other tabs and at the issuer. */
  signOut(): Promise<void>;
}
