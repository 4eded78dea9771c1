import { signal } from '@preact/signals';
import { ConnectionError } from '../../client/src/problem-error.ts';
import type { DeviceStorage } from '../browser/device-storage.ts';
import { personOf } from '../model/claims.ts';
import { localPath } from '../model/local-path.ts';
import { reasonOf } from '../requests/problem.ts';
import { createSignIn, type SignIn, type Tokens } from '../requests/sign-in.ts';
import { signInConfigOf } from '../requests/sign-in-config.ts';
import type { Session, SessionState } from './session.ts';

/** Remembers on this device that someone was signed in, so that a reload signs in again without asking. Not a secret. */
const HINT = 'was-signed-in';
const RENEW_BEFORE_MS = 60_000;
/** Browsers offer the cryptography of RFC 7636 in secure contexts only. */
const INSECURE = 'Sign-in requires https or http://localhost.';
/** A token that is refused this soon after it was issued would be refused again: do not loop. */
const TOO_SOON_MS = 10_000;

/** A session at an issuer. Its tokens stay in memory. */
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
  let signedInAt = 0;
  let renewing: Promise<boolean> | undefined;

  function enter(newTokens: Tokens): void {
    tokens = newTokens;
    signedInAt = Date.now();
    storage.keep(HINT, 'true');
    const person = personOf(newTokens.accessToken, newTokens.idToken, settings['roleWithoutGroups']);
    state.value = { is: 'in', person, expired: false };
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
      // `fetch` throws this when the issuer cannot be reached. The session may still be valid.
      if (error instanceof TypeError) throw new ConnectionError(error.message, { cause: error });
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
        if (Date.now() - signedInAt > TOO_SOON_MS) return await renewOnce();
        expire();
        return false;
      },
    },

    async start() {
      if (!browser.isSecureContext) {
        leave(INSECURE);
        return undefined;
      }
      try {
        provider = await createSignIn(signInConfigOf(settings), browser);
        const url = new URL(browser.location.href);
        if (url.searchParams.has('code') || url.searchParams.has('error')) {
          const { tokens: newTokens, returnTo } = await provider.finish(url);
          enter(newTokens);
          return localPath(returnTo, browser.location.origin);
        }
        if (storage.read(HINT) !== undefined) await provider.leave(hereOf(browser));
        leave();
      } catch (error) {
        leave(`Sign-in failed: ${reasonOf(error)}`);
      }
      return undefined;
    },

    async signIn() {
      if (!browser.isSecureContext) throw new Error(INSECURE);
      if (provider === undefined) {
        // Its settings could not be read at the start: start again here.
        browser.location.assign(hereOf(browser));
        return;
      }
      isLeaving.value = true;
      try {
        await provider.leave(hereOf(browser));
      } finally {
        isLeaving.value = false;
      }
    },

    async signOut() {
      const last = tokens;
      leave();
      tabs.postMessage('signed out');
      await provider?.leaveForGood(last);
    },
  };
}

/** Where to return after signing in. */
function hereOf({ location }: Window): string {
  const isReturning = /[?&](code|error)=/.test(location.search);
  return isReturning ? '/' : localPath(location.href, location.origin);
}
