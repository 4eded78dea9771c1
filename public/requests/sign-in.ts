import * as oauth from 'oauth4webapi';
import type { SignInConfig } from './sign-in-config.ts';

/** What signing in gives; it stays in memory. */
export interface Tokens {
  readonly accessToken: string;
  readonly idToken: string | undefined;
  readonly refreshToken: string | undefined;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** Authorization code with PKCE (RFC 7636) at one issuer. */
export interface SignIn {
  /** Leaves for the issuer's page; never comes back. */
  leave(returnTo: string): Promise<never>;
  /** After coming back: the tokens, and where one was before. */
  finish(url: URL): Promise<{ readonly tokens: Tokens; readonly returnTo: string }>;
  renew(tokens: Tokens): Promise<Tokens>;
  /** Ends the sign-in at the issuer too; never comes back. */
  leaveForGood(tokens: Tokens | undefined): Promise<never>;
}

/** What has to outlive the way to the issuer and back. */
const PENDING = 'sign-in';

export async function createSignIn({ issuer, clientId, scope, signOutUrl }: SignInConfig, browser: Window): Promise<SignIn> {
  const client: oauth.Client = { client_id: clientId };
  const redirectUri = `${browser.location.origin}/`;
  // On a developer's machine the issuer has no certificate.
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
      if (tokens.refreshToken === undefined) throw new Error('The sign-in cannot be renewed.');
      const response = await oauth.refreshTokenGrantRequest(server, client, oauth.None(), tokens.refreshToken, options);
      const renewed = tokensOf(await oauth.processRefreshTokenResponse(server, client, response));
      return { ...renewed, refreshToken: renewed.refreshToken ?? tokens.refreshToken, idToken: renewed.idToken ?? tokens.idToken };
    },

    async leaveForGood(tokens) {
      if (tokens?.refreshToken !== undefined && server.revocation_endpoint !== undefined) {
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
  throw new Error('This sign-in did not begin here. Begin again.');
}

function endpoint(url: string | undefined): string {
  if (url === undefined) throw new Error('The issuer does not say where to sign in.');
  return url;
}
