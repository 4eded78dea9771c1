import { computed, signal } from '@preact/signals';
import type { DeviceStorage } from '../browser/device-storage.ts';
import { isObject } from '../model/json.ts';
import { LOCAL_PERSON } from '../model/person.ts';
import { readPageConfig } from '../requests/page-config.ts';
import type { Session, SessionState } from './session.ts';

/** Creates the session. Requires a sign-in, and loads its code, only if the settings have `signIn`. */
export function createSession(browser: Window & typeof globalThis, storage: DeviceStorage): Session {
  const localState = signal<SessionState>({ is: 'starting' });
  const signedIn = signal<Session | undefined>(undefined);

  return {
    state: computed(() => signedIn.value?.state.value ?? localState.value),
    isLeaving: computed(() => signedIn.value?.isLeaving.value ?? false),
    credentials: {
      token: async () => await signedIn.peek()?.credentials.token(),
      renew: async () => (await signedIn.peek()?.credentials.renew()) ?? false,
    },

    async start() {
      try {
        const config: unknown = readPageConfig(browser.document) ?? (await (await browser.fetch('/config.json')).json());
        if (isObject(config) && isObject(config['signIn'])) {
          const { createSignedIn } = await import('./signed-in.ts');
          signedIn.value = createSignedIn(config['signIn'], browser, storage);
          return await signedIn.value.start();
        }
        localState.value = { is: 'in', person: LOCAL_PERSON, expired: false };
      } catch (error) {
        localState.value = { is: 'out', reason: `The page’s settings could not be loaded. ${String(error)}` };
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
