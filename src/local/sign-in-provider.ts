import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Provider } from 'oidc-provider';
import { StartRefused } from '../start-refused.ts';
import { DEMO_USERS, DEMO_WORKSPACE_CLAIM, findDemoUser } from './demo-users.ts';
import { DEMO_USER_GRANT, type ProviderSettings, providerConfiguration, RESOURCE, resourceServer } from './sign-in-configuration.ts';
import { PAGE_POLICY, signInPage } from './sign-in-page.ts';

export interface SignInProviderOptions extends ProviderSettings {
  readonly port: number;
}

export interface SignInProvider {
  close(): Promise<void>;
}

export const SIGN_IN_PORT = 3001;
export const LOCAL_CLIENT = 'records-ui';

/** The settings with which the service trusts the provider that this machine has on a port. */
export function signInSettings(port: number) {
  return { OIDC_ISSUER: issuerOn(port), OIDC_AUDIENCE: LOCAL_CLIENT, WORKSPACE_CLAIM: DEMO_WORKSPACE_CLAIM };
}

export function issuerOn(port: number): string {
  return `http://localhost:${port}`;
}

/**
 * An OpenID Connect provider on loopback, where one signs in as a demo user without a password.
 * @throws {StartRefused} in production, or if the port is taken.
 */
export async function startSignInProvider({ port, ...settings }: SignInProviderOptions): Promise<SignInProvider> {
  if (process.env['NODE_ENV'] === 'production')
    throw new StartRefused('The local sign-in provider lets everyone in; it does not run in production.');
  const provider = await createProvider(issuerOn(port), settings);
  const callback = provider.callback();
  const server = createServer((req, res) => {
    const served = req.url?.startsWith('/interaction/') ? interact(provider, req, res) : callback(req, res);
    served.catch((error: unknown) => {
      res.writeHead(400, { 'Content-Type': 'text/plain' }).end(`This sign-in cannot go on: ${error instanceof Error ? error.message : ''}`);
    });
  });
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  } catch (error) {
    throw new StartRefused(`Port ${port}, which the local sign-in provider needs, cannot be had. Set SIGN_IN_PORT to another one.`, {
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

async function createProvider(issuer: string, settings: ProviderSettings): Promise<Provider> {
  // Node has it since 22, and oidc-provider needs it.
  if (!('parse' in URL)) Object.defineProperty(URL, 'parse', { value: (url: string) => (URL.canParse(url) ? new URL(url) : null) });
  const { Provider } = await import('oidc-provider/lib/provider.js');
  const provider = new Provider(issuer, { ...providerConfiguration(settings), cookies: { keys: [randomBytes(32).toString('hex')] } });
  registerDemoUserGrant(provider);
  return provider;
}

/** The page on which one picks a user, and what follows the choice. */
async function interact(provider: Provider, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const { uid } = await provider.interactionDetails(req, res);
  if (req.method !== 'POST') {
    res.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': PAGE_POLICY, 'Cache-Control': 'no-store' });
    res.end(signInPage(DEMO_USERS, `/interaction/${uid}`));
    return;
  }
  const user = findDemoUser(new URLSearchParams(await text(req)).get('user') ?? '');
  const result = user === undefined ? { error: 'access_denied' } : { login: { accountId: user.id } };
  await provider.interactionFinished(req, res, result, { mergeWithLastSubmission: false });
}

function registerDemoUserGrant(provider: Provider): void {
  provider.registerGrantType<{ user?: string }>(
    DEMO_USER_GRANT,
    async (ctx) => {
      const { client, params } = ctx.oidc;
      const user = findDemoUser(params.user ?? '');
      if (user === undefined) {
        ctx.status = 400;
        ctx.body = {
          error: 'invalid_grant',
          error_description: `user must be one of ${DEMO_USERS.map(({ id }) => id).join(', ')}, or a role`,
        };
        return;
      }
      const grant = new provider.Grant({ clientId: client.clientId, accountId: user.id });
      const token = new provider.AccessToken({ client, accountId: user.id, grantId: await grant.save(), gty: DEMO_USER_GRANT, scope: '' });
      token.resourceServer = new provider.ResourceServer(RESOURCE, resourceServer(client.clientId));
      ctx.body = { access_token: await token.save(), token_type: 'Bearer', expires_in: token.expiration };
    },
    ['user'],
  );
}
