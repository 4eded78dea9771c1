import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { openTable } from '../../src/export-import/open-table.ts';
import { DEMO_USER_GRANT } from '../../src/local/sign-in-configuration.ts';
import { LOCAL_CLIENT } from '../../src/local/sign-in-provider.ts';
import { tasks } from '../../src/records/tasks.ts';
import { wantsOwnSignIn } from '../../src/server/wants-own-sign-in.ts';
import { createDynamoTable } from '../../src/store/dynamo-client.ts';
import { createDynamoStore } from '../../src/store/dynamo-store.ts';
import { eventually } from '../support/eventually.ts';
import { freePort, refusedStart, type ServerProcess, startServerProcess, temporaryFolder } from '../support/server-process.ts';
import { exchange, signIn } from './support/sign-in.ts';

const SETTINGS = { AUTH_MODE: 'jwt', SIGN_IN: 'local', DATABASE: 'embedded' };
const entry = 'src/server.ts';

// It starts processes, and the machine may have other work.
jest.setTimeout(60_000);

describe('SIGN_IN', () => {
  it.each([
    [SETTINGS, true],
    [{ ...SETTINGS, SIGN_IN: 'issuer' }, false],
    [{ ...SETTINGS, SIGN_IN: '' }, false],
    [{ ...SETTINGS, OIDC_ISSUER: 'https://id.example.com' }, false],
    [{ ...SETTINGS, OIDC_ISSUER: ' ' }, true],
    [{ ...SETTINGS, AUTH_MODE: 'none' }, false],
    [{ ...SETTINGS, AUTH_MODE: 'api-gateway' }, false],
  ])('%j makes the server its own issuer: %s', (env, wanted) => {
    expect(wantsOwnSignIn(env)).toBe(wanted);
  });

  it.each<[Record<string, string>, string]>([
    [{ SIGN_IN: 'yes' }, 'SIGN_IN is "yes"; it must be issuer or local'],
    [{ ...SETTINGS, NODE_ENV: 'production' }, 'it does not run in production'],
    [{ ...SETTINGS, PORT: '0' }, 'Set OIDC_ISSUER, OIDC_AUDIENCE and WORKSPACE'],
    [{ ...SETTINGS, DATABASE: 'dynamodb', AWS_REGION: 'eu-central-1' }, 'Set OIDC_ISSUER, OIDC_AUDIENCE and WORKSPACE'],
    [{ ...SETTINGS, OIDC_ISSUER: 'https://id.example.com', OIDC_AUDIENCE: 'records' }, 'WORKSPACE is not set; it must be shared'],
  ])('%j is refused at the start', async (env, reason) => {
    const { folder, remove } = await temporaryFolder();
    const { code, output } = await refusedStart({ entry, env: { DATA_DIR: folder, ...env } });
    await remove();
    expect([code, output]).toEqual([1, expect.stringContaining(reason)]);
  });
});

/** Writes a task, as a server without sign-in does. */
async function writeWithoutSignIn(folder: string): Promise<void> {
  const options = { command: 'a test', mayCreate: true, onProgress: () => undefined };
  const opened = await openTable({ DATABASE: 'embedded', DATA_DIR: folder }, options);
  const store = createDynamoStore({ table: createDynamoTable(opened) });
  await store.create({ workspace: 'local', type: tasks }, { title: 'Hidden' }, { by: 'local' });
  await opened.close();
}

describe('a server that is its own issuer', () => {
  let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
  let server: ServerProcess;
  let issuer: string;
  let code: string;

  beforeAll(async () => {
    temporary = await temporaryFolder();
    await writeWithoutSignIn(temporary.folder);
    server = await startServerProcess({ entry, env: { ...SETTINGS, DATA_DIR: temporary.folder, PORT: String(await freePort()) } });
    issuer = `http://localhost:${server.port}/sign-in`;
    // The server writes the code to its log after it listens.
    code = await eventually(async () => {
      const [, logged = ''] = /"code":"([A-Z2-9]{20})"/.exec(server.output()) ?? [];
      expect(logged).not.toBe('');
      return logged;
    }, 30_000);
  });
  afterAll(async () => {
    await server.end('SIGTERM');
    await temporary.remove();
  });

  it('says which workspace the records of AUTH_MODE=none are in, and how to move them', () => {
    expect(server.output()).toMatch(/"level":"warn".*from AUTH_MODE=none.*"workspace":"local".*--into/);
  });

  const person = () => ({ issuer, clientId: LOCAL_CLIENT, redirectUri: `http://localhost:${server.port}/`, user: 'vera' });
  const grant = (parameters: Readonly<Record<string, string>>) => ({
    grant_type: DEMO_USER_GRANT,
    client_id: LOCAL_CLIENT,
    user: 'ed',
    ...parameters,
  });
  const statusWith = async (token: string) =>
    (await fetch(`${server.url}/api/v1/tasks`, { headers: { Authorization: `Bearer ${token}` } })).status;

  it('lets in a person who knows the code, with verified tokens like any other', async () => {
    const { access_token } = await signIn({ ...person(), code });
    expect(await statusWith(access_token)).toBe(200);
    expect(await statusWith(`${access_token}x`)).toBe(401);
  });

  it('gives a program a token for the code', async () => {
    const { access_token } = await exchange(issuer, grant({ sign_in_code: code }));
    expect(await statusWith(access_token)).toBe(200);
  });

  it.each([[undefined], [''], ['AAAAAAAAAAAAAAAAAAAA'], ['A']])('lets nobody in with the code %j', async (wrong) => {
    await expect(signIn({ ...person(), code: wrong })).rejects.toThrow('not signed in: 403');
    await expect(exchange(issuer, grant(wrong === undefined ? {} : { sign_in_code: wrong }))).rejects.toThrow(
      'sign_in_code is not the one',
    );
  });

  it('has the demo users of a workspace as its people', async () => {
    const { access_token } = await exchange(issuer, grant({ sign_in_code: code }));
    const answer = await fetch(`${server.url}/api/v1/people`, { headers: { Authorization: `Bearer ${access_token}` } });
    expect(await answer.json()).toMatchObject({
      items: [
        { id: 'ada', name: 'Ada Admin', email: 'ada@example.com', role: 'admin' },
        { id: 'ed', name: 'Ed Editor', role: 'editor' },
        { id: 'vera', name: 'Vera Viewer', role: 'viewer' },
      ],
      nextCursor: null,
    });
  });

  it('leads back to this machine alone', async () => {
    const elsewhere = { ...person(), redirectUri: 'http://192.0.2.1:3000/' };
    await expect(signIn({ ...elsewhere, code })).rejects.toThrow('redirect_uri did not match');
  });
});
