import type { Configuration, JWK, ResourceServer } from 'oidc-provider';
import { createMemoryAdapter } from 'oidc-provider/lib/adapters/memory_adapter.js';
import { DEMO_WORKSPACE_CLAIM, type DemoUser, findDemoUser } from './demo-users.ts';
import { messagePage, PAGE_POLICY, signOutPage } from './sign-in-page.ts';

export interface ProviderSettings {
  readonly clientId: string;
  /** The allowed addresses of the app after sign-in and sign-out. */
  readonly redirectUris: readonly string[];
  readonly signingKey: JWK;
}

/** The grant type with which `npm run token` gets a user's token without a browser (RFC 6749, section 4.5). */
export const DEMO_USER_GRANT = 'urn:demo-user';

/** The resource of the tokens. oidc-provider issues JWTs as access tokens only for a resource (RFC 8707). */
export const RESOURCE = 'urn:records';

export function resourceServer(clientId: string): ResourceServer {
  return { scope: '', audience: clientId, accessTokenFormat: 'jwt', jwt: { sign: { alg: 'RS256' } } };
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Configures a provider with tokens like Cognito's, for one public client at a path: code + PKCE (RFC 7636), no secret. */
export function providerConfiguration({ clientId, redirectUris, signingKey }: ProviderSettings, path: string): Configuration {
  return {
    adapter: createMemoryAdapter(0),
    jwks: { keys: [signingKey] },
    clients: [
      {
        client_id: clientId,
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', 'refresh_token', DEMO_USER_GRANT],
        response_types: ['code'],
        redirect_uris: [...redirectUris],
        post_logout_redirect_uris: [...redirectUris],
      },
    ],
    clientBasedCORS: (_ctx, origin) => redirectUris.some((uri) => new URL(uri).origin === origin),
    pkce: { required: () => true },
    claims: { openid: ['sub', 'cognito:groups', DEMO_WORKSPACE_CLAIM, 'token_use'], profile: ['name'], email: ['email', 'email_verified'] },
    conformIdTokenClaims: false,
    scopes: ['openid', 'profile', 'email', 'offline_access'],
    findAccount: (_ctx, id) => accountOf(findDemoUser(id)),
    extraTokenClaims: (_ctx, token) => {
      const user = 'accountId' in token ? findDemoUser(token.accountId) : undefined;
      return user && { ...groupClaims(user), token_use: 'access', client_id: clientId };
    },
    interactions: { url: (_ctx, { uid }) => `${path}/interaction/${uid}` },
    issueRefreshToken: () => true,
    loadExistingGrant: async (ctx) => {
      const { client, session, provider } = ctx.oidc;
      if (client === undefined || session?.accountId === undefined) return undefined;
      // The app belongs to the service, so sign-in needs no separate consent.
      const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope('openid profile email offline_access');
      grant.addResourceScope(RESOURCE, '');
      await grant.save();
      return grant;
    },
    renderError: (ctx, out) => {
      ctx.type = 'html';
      ctx.set('Content-Security-Policy', PAGE_POLICY);
      ctx.body = messagePage('Sign-in failed', `${out.error}: ${out.error_description ?? ''}`);
    },
    features: {
      devInteractions: { enabled: false },
      userinfo: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => RESOURCE,
        useGrantedResource: () => true,
        getResourceServerInfo: () => resourceServer(clientId),
      },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx, form) => {
          ctx.set('Content-Security-Policy', PAGE_POLICY);
          ctx.body = signOutPage(form);
        },
        postLogoutSuccessSource: (ctx) => {
          ctx.body = messagePage('Signed out', 'You can close this page.');
        },
      },
    },
    ttl: { AccessToken: HOUR, AuthorizationCode: MINUTE, IdToken: HOUR, Interaction: HOUR, RefreshToken: DAY, Session: DAY, Grant: DAY },
  };
}

function accountOf(user: DemoUser | undefined) {
  return user && { accountId: user.id, claims: () => claimsOf(user) };
}

function claimsOf({ id: sub, name, email, ...user }: DemoUser) {
  return { sub, name, email, email_verified: true, ...groupClaims(user), token_use: 'id' };
}

function groupClaims({ role, workspace }: Pick<DemoUser, 'role' | 'workspace'>): Record<string, unknown> {
  return { 'cognito:groups': [role], [DEMO_WORKSPACE_CLAIM]: workspace };
}
