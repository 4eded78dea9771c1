import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Identify } from '../../src/identity/caller.ts';
import { createTokenIdentity } from '../../src/identity/token.ts';
import { DEMO_WORKSPACE } from '../../src/local/demo-users.ts';
import { DEMO_USER_GRANT } from '../../src/local/sign-in-configuration.ts';
import { issuerOn, LOCAL_CLIENT, type SignInProvider, startSignInProvider } from '../../src/local/sign-in-provider.ts';
import { keepSigningKey } from '../../src/local/signing-key.ts';
import { freePort, temporaryFolder } from '../support/server-process.ts';
import { exchange, signIn } from './support/sign-in.ts';

const redirectUri = 'http://localhost:3000/';
let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
let provider: SignInProvider;
let issuer: string;
let identify: Identify;
let port: number;

beforeAll(async () => {
  temporary = await temporaryFolder();
  port = await freePort();
  issuer = issuerOn(port);
  provider = await startSignInProvider({
    port,
    clientId: LOCAL_CLIENT,
    redirectUris: [redirectUri],
    signingKey: await keepSigningKey(temporary.folder),
  });
  identify = createTokenIdentity({ issuer, audience: LOCAL_CLIENT, workspace: DEMO_WORKSPACE });
});
afterAll(async () => {
  await provider.close();
  await temporary.remove();
});

const signInAs = (user: string) => signIn({ issuer, clientId: LOCAL_CLIENT, redirectUri, user });
const callerOf = async (token: string) => await identify({ authorization: `Bearer ${token}` });
const demoToken = async (user: string) =>
  (await exchange(issuer, { grant_type: DEMO_USER_GRANT, client_id: LOCAL_CLIENT, user })).access_token;

describe('the local sign-in provider', () => {
  const users = [
    ['vera', { sub: 'vera', workspace: 'demo', role: 'viewer' }],
    ['ed', { sub: 'ed', workspace: 'demo', role: 'editor' }],
    ['ada', { sub: 'ada', workspace: 'demo', role: 'admin' }],
    ['otto', { sub: 'otto', workspace: 'other', role: 'editor' }],
  ] as const;
  it.each(users)('signs %s in by code and PKCE', async (user, caller) => {
    const { access_token } = await signInAs(user);
    expect(await callerOf(access_token)).toEqual(caller);
  });

  it('gives the app an id token that the service refuses', async () => {
    const { id_token } = await signInAs('vera');
    const claims = JSON.parse(Buffer.from(id_token.split('.')[1] ?? '', 'base64url').toString());
    expect(claims).toMatchObject({
      sub: 'vera',
      name: 'Vera Viewer',
      email: 'vera@example.com',
      aud: LOCAL_CLIENT,
      'cognito:groups': ['viewer'],
    });
    await expect(callerOf(id_token)).rejects.toThrow('no valid token');
  });

  it('renews a sign-in', async () => {
    const { refresh_token } = await signInAs('ed');
    const { access_token } = await exchange(issuer, { grant_type: 'refresh_token', client_id: LOCAL_CLIENT, refresh_token });
    expect(await callerOf(access_token)).toMatchObject({ sub: 'ed' });
  });

  it.each(['ed', 'editor'])('gives "npm run token -- --user %s" a token', async (user) => {
    expect(await callerOf(await demoToken(user))).toEqual({ sub: 'ed', workspace: 'demo', role: 'editor' });
  });

  it('gives nobody a token whom it does not know', async () => {
    await expect(demoToken('root')).rejects.toThrow('user must be one of vera, ed, ada, otto, or a role');
  });

  const refused: [what: string, change: Record<string, string>][] = [
    ['without PKCE', { code_challenge: '' }],
    ['to another site', { redirect_uri: 'https://evil.example/' }],
    ['for another client', { client_id: 'evil' }],
  ];
  it.each(refused)('signs nobody in %s', async (_what, change) => {
    const question = {
      client_id: LOCAL_CLIENT,
      redirect_uri: redirectUri,
      response_type: 'code',
      scope: 'openid',
      code_challenge: 'c'.repeat(43),
      ...change,
    };
    const answer = await fetch(`${issuer}/auth?${new URLSearchParams({ code_challenge_method: 'S256', ...question })}`, {
      redirect: 'manual',
    });
    const location = answer.headers.get('location') ?? '';
    expect(location).not.toContain('/interaction/');
    expect(location === '' ? answer.status : new URL(location).searchParams.get('error')).toEqual(
      location === '' ? 400 : 'invalid_request',
    );
  });

  it('lets only the app’s own origin read a token', async () => {
    const preflight = (origin: string) =>
      fetch(`${issuer}/token`, {
        method: 'POST',
        headers: { Origin: origin },
        body: new URLSearchParams({ grant_type: DEMO_USER_GRANT, client_id: LOCAL_CLIENT, user: 'ed' }),
      });
    expect((await preflight('http://localhost:3000')).headers.get('Access-Control-Allow-Origin')).toBe('http://localhost:3000');
    expect((await preflight('https://evil.example')).headers.get('Access-Control-Allow-Origin')).toBeNull();
  });

  it('keeps its signing key for the next start, for this user’s eyes only', async () => {
    const file = join(temporary.folder, 'sign-in-key.json');
    expect(await keepSigningKey(temporary.folder)).toEqual(JSON.parse(await readFile(file, 'utf8')));
    expect((await stat(file)).mode & 0o077).toBe(0);
  });

  it('says which setting helps when its port is taken', async () => {
    const second = startSignInProvider({
      port,
      clientId: LOCAL_CLIENT,
      redirectUris: [redirectUri],
      signingKey: await keepSigningKey(temporary.folder),
    });
    await expect(second).rejects.toThrow(`Port ${port}, which the local sign-in provider needs, is not available. Set SIGN_IN_PORT`);
  });

  it('does not run in production', async () => {
    process.env['NODE_ENV'] = 'production';
    try {
      const start = startSignInProvider({ port: await freePort(), clientId: LOCAL_CLIENT, redirectUris: [redirectUri], signingKey: {} });
      await expect(start).rejects.toThrow('does not run in production');
    } finally {
      process.env['NODE_ENV'] = 'test';
    }
  });
});
