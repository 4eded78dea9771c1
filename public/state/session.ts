import type { ReadonlySignal } from '@preact/signals';
import type { Person } from '../model/person.ts';
import type { Credentials } from '../requests/send.ts';

export type SessionState =
  | { readonly is: 'starting' }
  | {
      readonly is: 'in';
      readonly person: Person;
      /** Whether the session has ended. The page still shows the loaded records. */
      readonly expired: boolean;
    }
  | { readonly is: 'out'; readonly reason: string | undefined };

/** The session of the person who uses the page. */
export interface Session {
  readonly state: ReadonlySignal<SessionState>;
  /** Whether the browser is being redirected to the issuer, which returns to this page. */
  readonly isLeaving: ReadonlySignal<boolean>;
  readonly credentials: Credentials;
  /** Loads the settings and completes a sign-in. Resolves to the address to return to, or to `undefined` for the current address. */
  start(): Promise<string | undefined>;
  /** Redirects to the issuer, which returns to this page. */
  signIn(): Promise<void>;
  /** Ends the session here, in the other tabs and at the issuer. */
  signOut(): Promise<void>;
}
