import { signal } from '@preact/signals';
import type { DeviceStorage } from '../browser/device-storage.ts';
import { personOf } from '../model/claims.ts';
import { reasonOf } from '../requests/problem.ts';
import { createSignIn, type SignIn, type Tokens } from '../requests/sign-in.ts';
import { signInConfigOf } from '../requests/sign-in-config.ts';
import type { Session, SessionState } from './session.ts';

/** Says on this device that someone was signed in, so that a reload need not ask. It is no secret. */
const HINT = 'was-signed-in';
const RENEW_BEFORE_MS = 60_000;
/** A token that is refused so soon after it was given would be refused again: do not go in circles. */
const TOO_SOON_MS = 10_000;

/** A session at an issuer; its tokens are in memory and nowhere else. */
export function createSignedIn(
  settings: Readonly<Record<string, unknown>>,
  browser: Window & typeof globalThis,
  storage: DeviceStorage,
): Session {
  const state = signal<SessionState>({ is: 'starting' });
  const isLeaving = signal(false);
  const tabs = new browser.BroadcastChannel('session');
  let provider: SignIn | undefined;
  let tokens: Tokens | undefined;
  let since = 0;
  let renewing: Promise<boolean> | undefined;

  function enter(given: Tokens): void {
    tokens = given;
    since = Date.now();
    storage.keep(HINT, 'true');
    state.value = { is: 'in', person: personOf(given.accessToken, given.idToken), expired: false };
  }

  function leave(reason?: string): void {
    tokens = undefined;
    storage.drop(HINT);
    state.value = { is: 'out', reason };
  }

  async function renew(): Promise<boolean> {
    if (provider === undefined || tokens === undefined) return false;
    try {
      enter(await provider.renew(tokens));
      return true;
    } catch (error) {
      // What `fetch` throws when nobody answers: that says nothing about the session, and is tried again.
      if (error instanceof TypeError) throw error;
      expire();
      return false;
    }
  }

  function expire(): void {
    if (state.value.is === 'in') state.value = { ...state.value, expired: true };
  }

  const renewOnce = async () => {
    renewing ??= renew().finally(() => {
      renewing = undefined;
    });
    return await renewing;
  };

  tabs.addEventListener('message', () => {
    if (provider !== undefined) leave();
  });

  return {
    state,
    isLeaving,
    credentials: {
      async token() {
        if (tokens !== undefined && tokens.expiresAt - Date.now() < RENEW_BEFORE_MS) await renewOnce();
        return tokens?.accessToken;
      },
      async renew() {
        if (Date.now() - since > TOO_SOON_MS) return await renewOnce();
        expire();
        return false;
      },
    },

    async start() {
      try {
        provider = await createSignIn(signInConfigOf(settings), browser);
        const url = new URL(browser.location.href);
        if (url.searchParams.has('code') || url.searchParams.has('error')) {
          const { tokens: given, returnTo } = await provider.finish(url);
          enter(given);
          return returnTo;
        }
        if (storage.read(HINT) !== undefined) await provider.leave(hereOf(browser));
        leave();
      } catch (error) {
        leave(`Signing in did not work: ${reasonOf(error)}`);
      }
      return undefined;
    },

    async signIn() {
      if (provider === undefined) {
        // Its settings could not be read at the start; begin again here.
        browser.location.assign(hereOf(browser));
        return;
      }
      isLeaving.value = true;
      await provider.leave(hereOf(browser));
    },

    async signOut() {
      const last = tokens;
      leave();
      tabs.postMessage('signed out');
      await provider?.leaveForGood(last);
    },
  };
}

function hereOf({ location }: Window): string {
  const isBack = /[?&](code|error)=/.test(location.search);
  return isBack ? '/' : location.pathname + location.search;
}
