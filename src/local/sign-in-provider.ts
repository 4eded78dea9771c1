import { randomBytes, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Provider } from 'oidc-provider';
import type { Environment } from '../config.ts';
import { UsageError } from '../usage-error.ts';
import { DEMO_USERS, DEMO_WORKSPACE, findDemoUser } from './demo-users.ts';
import { DEMO_USER_GRANT, type ProviderSettings, providerConfiguration, RESOURCE, resourceServer } from './sign-in-configuration.ts';
import { PAGE_POLICY, signInPage } from './sign-in-page.ts';

export interface SignInProviderOptions extends ProviderSettings {
  readonly port: number;
}

export interface SignInOptions extends ProviderSettings {
  /** The `iss` of its tokens. The server must serve the provider at the path of this URL. */
  readonly issuer: string;
  /** The code that sign-in requires. Without a code anyone can sign in, so serve the provider on loopback only. */
  readonly code?: string | undefined;
}

export interface SignInProvider {
  close(): Promise<void>;
}

export const SIGN_IN_PORT = 3001;
export const LOCAL_CLIENT = 'records-ui';

/** Returns the settings with which the service trusts this provider. */
export function signInSettings(env: Environment, issuer: string): Environment {
  return { ...env, OIDC_ISSUER: issuer, OIDC_AUDIENCE: LOCAL_CLIENT, WORKSPACE: env['WORKSPACE']?.trim() || DEMO_WORKSPACE };
}

export function issuerOn(port: number): string {
  return `http://localhost:${port}`;
}

/**
 * Starts an OpenID Connect provider on loopback. People sign in as a demo user without a password.
 * @throws {UsageError} in production, or if the port is taken.
 */
export async function startSignInProvider({ port, ...settings }: SignInProviderOptions): Promise<SignInProvider> {
  const server = createServer(await createSignIn({ issuer: issuerOn(port), ...settings }));
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  } catch (error) {
    throw new UsageError(`Port ${port}, which the local sign-in provider needs, is not available. Set SIGN_IN_PORT to another port.`, {
      cause: error,
    });
  }
  return {
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/**
 * Creates the provider for a server that serves it under the path of its issuer.
 * @throws {UsageError} in production.
 */
export async function createSignIn({ issuer, code, ...settings }: SignInOptions): Promise<RequestListener> {
  if (process.env['NODE_ENV'] === 'production')
    throw new UsageError('The local sign-in provider has only demo users; it does not run in production.');
  const knows = (entered: string | undefined) => code === undefined || isSame(code, entered ?? '');
  const provider = await createProvider(issuer, settings, knows);
  const callback = provider.callback();
  return (req, res) => {
    const interaction = { provider, path: pathOf(issuer), asksForCode: code !== undefined, knows };
    const served = req.url?.startsWith('/interaction/') ? interact(interaction, req, res) : callback(req, res);
    served.catch((error: unknown) => {
      if (res.headersSent) res.destroy();
      else res.writeHead(400, { 'Content-Type': 'text/plain' }).end(`Sign-in failed: ${error instanceof Error ? error.message : ''}`);
    });
  };
}

function pathOf(issuer: string): string {
  return new URL(issuer).pathname.replace(/\/$/, '');
}

function isSame(expected: string, entered: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(entered.trim())];
  return a.length === b.length && timingSafeEqual(a, b);
}

async function createProvider(issuer: string, settings: ProviderSettings, knows: Interaction['knows']): Promise<Provider> {
  // oidc-provider needs URL.parse, which Node has since version 22.
  if (!('parse' in URL)) Object.defineProperty(URL, 'parse', { value: (url: string) => (URL.canParse(url) ? new URL(url) : null) });
  const { Provider } = await import('oidc-provider/lib/provider.js');
  const provider = new Provider(issuer, {
    ...providerConfiguration(settings, pathOf(issuer)),
    cookies: { keys: [randomBytes(32).toString('hex')] },
  });
  registerDemoUserGrant(provider, knows);
  return provider;
}

interface Interaction {
  readonly provider: Provider;
  /** The path of the provider. */
  readonly path: string;
  readonly asksForCode: boolean;
  knows(code: string | undefined): boolean;
}

/** Shows the page for choosing a user, and finishes the sign-in after the choice. */
async function interact({ provider, path, asksForCode, knows }: Interaction, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const { uid } = await provider.interactionDetails(req, res);
  const answer = new URLSearchParams(req.method === 'POST' ? await text(req) : '');
  const isWrong = req.method === 'POST' && !knows(answer.get('code') ?? undefined);
  if (req.method !== 'POST' || isWrong) {
    const headers = { 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': PAGE_POLICY, 'Cache-Control': 'no-store' };
    res.writeHead(isWrong ? 403 : 200, headers);
    res.end(signInPage(DEMO_USERS, { action: `${path}/interaction/${uid}`, asksForCode, isWrong }));
    return;
  }
  const user = findDemoUser(answer.get('user') ?? '');
  const result = user === undefined ? { error: 'access_denied' } : { login: { accountId: user.id } };
  await provider.interactionFinished(req, res, result, { mergeWithLastSubmission: false });
}

function registerDemoUserGrant(provider: Provider, knows: Interaction['knows']): void {
  provider.registerGrantType<{ user?: string; sign_in_code?: string }>(
    DEMO_USER_GRANT,
    async (ctx) => {
      const { client, params } = ctx.oidc;
      const user = findDemoUser(params.user ?? '');
      if (user === undefined || !knows(params.sign_in_code)) {
        const users = `user must be one of ${DEMO_USERS.map(({ id }) => id).join(', ')}, or a role`;
        ctx.status = 400;
        ctx.body = {
          error: 'invalid_grant',
          error_description: user === undefined ? users : 'sign_in_code is not the one that the server printed',
        };
        return;
      }
      const grant = new provider.Grant({ clientId: client.clientId, accountId: user.id });
      const token = new provider.AccessToken({ client, accountId: user.id, grantId: await grant.save(), gty: DEMO_USER_GRANT, scope: '' });
      token.resourceServer = new provider.ResourceServer(RESOURCE, resourceServer(client.clientId));
      ctx.body = { access_token: await token.save(), token_type: 'Bearer', expires_in: token.expiration };
    },
    ['user', 'sign_in_code'],
  );
}
