import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { DeviceStorage } from '../browser/device-storage.ts';
import { isObject } from '../model/json.ts';
import { LOCAL_PERSON, type Person } from '../model/person.ts';
import type { Credentials } from '../requests/send.ts';
import type { SignedIn } from './signed-in.ts';

export type SessionState =
  | { readonly is: 'starting' }
  | { readonly is: 'in'; readonly person: Person /** The session has ended; what is on the screen stays. */; readonly expired: boolean }
  | { readonly is: 'out'; readonly reason: string | undefined };

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

/** Who uses the page. Where `config.json` tells of no sign-in, everybody is in at once, and nothing about signing in is loaded. */
export function createSession(browser: Window & typeof globalThis, storage: DeviceStorage): Session {
  const own = signal<SessionState>({ is: 'starting' });
  const signedIn = signal<SignedIn | undefined>(undefined);

  return {
    state: computed(() => signedIn.value?.state.value ?? own.value),
    isLeaving: computed(() => signedIn.value?.isLeaving.value ?? false),
    credentials: {
      token: async () => await signedIn.peek()?.credentials.token(),
      renew: async () => (await signedIn.peek()?.credentials.renew()) ?? false,
    },

    async start() {
      try {
        const response = await browser.fetch('/config.json');
        const config: unknown = await response.json();
        if (isObject(config) && isObject(config['signIn'])) {
          const { createSignedIn } = await import('./signed-in.ts');
          signedIn.value = createSignedIn(config['signIn'], browser, storage);
          return await signedIn.value.start();
        }
        own.value = { is: 'in', person: LOCAL_PERSON, expired: false };
      } catch (error) {
        own.value = { is: 'out', reason: `The page’s settings cannot be read: ${String(error)}` };
      }
      return undefined;
    },

    async signIn() {
      if (signedIn.value === undefined) browser.location.reload();
      await signedIn.value?.signIn();
    },

    signOut: async () => await signedIn.value?.signOut(),
  };
}
