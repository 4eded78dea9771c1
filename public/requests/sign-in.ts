import * as oauth from 'oauth4webapi';
import type { SignInConfig } from './sign-in-config.ts';

/** The tokens of a sign-in. They stay in memory. */
export interface Tokens {
  readonly accessToken: string;
  readonly idToken: string | undefined;
  readonly refreshToken: string | undefined;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** Authorization code with PKCE (RFC 7636) at one issuer. */
export interface SignIn {
  /** Redirects to the issuer. Never resolves. */
  leave(returnTo: string): Promise<never>;
  /** After the redirect back: the tokens, and the address from before. */
  finish(url: URL): Promise<{ readonly tokens: Tokens; readonly returnTo: string }>;
  renew(tokens: Tokens): Promise<Tokens>;
  /** Ends the session at the issuer too. Never resolves. */
  leaveForGood(tokens: Tokens | undefined): Promise<never>;
}

/** The storage key for data that must survive the redirect to the issuer and back. */
const PENDING = 'sign-in';

export async function createSignIn({ issuer, clientId, scope, signOutUrl }: SignInConfig, browser: Window): Promise<SignIn> {
  const client: oauth.Client = { client_id: clientId };
  const redirectUri = `${browser.location.origin}/`;
  // The issuer of `npm run dev` has no certificate.
  const options = { [oauth.allowInsecureRequests]: new URL(issuer).protocol === 'http:' };
  const url = new URL(issuer);
  const server = await oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, options));

  const leaveFor = async (to: URL): Promise<never> => {
    browser.location.assign(to);
    return await new Promise<never>(() => undefined);
  };

  return {
    async leave(returnTo) {
      const verifier = oauth.generateRandomCodeVerifier();
      const state = oauth.generateRandomState();
      browser.sessionStorage.setItem(PENDING, JSON.stringify({ verifier, state, returnTo }));
      const to = new URL(endpoint(server.authorization_endpoint));
      const parameters = {
        client_id: clientId,
        response_type: 'code',
        redirect_uri: redirectUri,
        scope,
        state,
        code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      };
      for (const [name, value] of Object.entries(parameters)) to.searchParams.set(name, value);
      return await leaveFor(to);
    },

    async finish(back) {
      const { verifier, state, returnTo } = takePending(browser.sessionStorage);
      const callback = oauth.validateAuthResponse(server, client, back, state);
      const response = await oauth.authorizationCodeGrantRequest(server, client, oauth.None(), callback, redirectUri, verifier, options);
      return { tokens: tokensOf(await oauth.processAuthorizationCodeResponse(server, client, response)), returnTo };
    },

    async renew(tokens) {
      if (tokens.refreshToken === undefined) throw new Error('The session cannot be renewed.');
      const response = await oauth.refreshTokenGrantRequest(server, client, oauth.None(), tokens.refreshToken, options);
      const renewed = tokensOf(await oauth.processRefreshTokenResponse(server, client, response));
      return { ...renewed, refreshToken: renewed.refreshToken ?? tokens.refreshToken, idToken: renewed.idToken ?? tokens.idToken };
    },

    async leaveForGood(tokens) {
      if (tokens?.refreshToken !== undefined && server.revocation_endpoint !== undefined) {
        // Sign out here even if the issuer cannot be reached: the token is dropped, and expires by itself.
        await oauth.revocationRequest(server, client, oauth.None(), tokens.refreshToken, options).catch(() => undefined);
      }
      const to = new URL(signOutUrl ?? server.end_session_endpoint ?? redirectUri);
      to.searchParams.set('client_id', clientId);
      to.searchParams.set(signOutUrl === undefined ? 'post_logout_redirect_uri' : 'logout_uri', redirectUri);
      if (tokens?.idToken !== undefined && signOutUrl === undefined) to.searchParams.set('id_token_hint', tokens.idToken);
      return await leaveFor(to);
    },
  };
}

function tokensOf({ access_token, id_token, refresh_token, expires_in = 300 }: oauth.TokenEndpointResponse): Tokens {
  return { accessToken: access_token, idToken: id_token, refreshToken: refresh_token, expiresAt: Date.now() + expires_in * 1000 };
}

function takePending(storage: Storage): { verifier: string; state: string; returnTo: string } {
  const pending: unknown = JSON.parse(storage.getItem(PENDING) ?? 'null');
  storage.removeItem(PENDING);
  if (typeof pending === 'object' && pending !== null && 'verifier' in pending && 'state' in pending && 'returnTo' in pending) {
    return { verifier: String(pending.verifier), state: String(pending.state), returnTo: String(pending.returnTo) };
  }
  throw new Error('This sign-in was not started in this tab. Try again.');
}

function endpoint(url: string | undefined): string {
  if (url === undefined) throw new Error('The issuer has no sign-in page.');
  return url;
}
