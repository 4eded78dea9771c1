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
  /** On the way to the issuer, from where one comes back to this page. */
  readonly isLeaving: ReadonlySignal<boolean>;
  readonly credentials: Credentials;
  /** Finds out whether one has to sign in, and comes back from doing so. Gives the address to go on at, if it is another. */
  start(): Promise<string | undefined>;
  /** Leaves for the issuer; afterwards one is where one was. */
  signIn(): Promise<void>;
  /** Ends the session here, in the other tabs and at the issuer. */
  signOut(): Promise<void>;
}
