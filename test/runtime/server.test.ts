import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { walk } from '../faults/support/write-journal.ts';
import {
  freePort,
  refusedStart,
  type ServerProcess,
  type ServerProcessOptions,
  startServerProcess,
  temporaryFolder,
} from '../support/server-process.ts';

// Every test starts processes, and other jobs on the machine can slow them down.
jest.setTimeout(60_000);

let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
const started: ServerProcess[] = [];
const sockets: Socket[] = [];

beforeEach(async () => {
  temporary = await temporaryFolder();
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await Promise.all(started.splice(0).map((server) => server.end('SIGKILL')));
  await temporary.remove();
});

const settings = () => ({ DATABASE: 'embedded', DATA_DIR: temporary.folder });

async function start({ env, ...options }: ServerProcessOptions = {}): Promise<ServerProcess> {
  const server = await startServerProcess({ ...options, env: { ...settings(), ...env } });
  started.push(server);
  return server;
}

async function send(port: number, bytes: string): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  sockets.push(socket);
  await once(socket, 'connect');
  socket.write(bytes);
  await delay(100);
  return socket;
}

describe('GET /api/openapi.json', () => {
  it.each(['br', 'gzip'])('is sent with %s to a client that accepts it, and answers 304 with the same headers', async (coding) => {
    const server = await start();
    const url = `${server.url}/api/openapi.json`;
    const whole = await fetch(url, { headers: { 'Accept-Encoding': coding } });
    expect((await whole.json()).openapi).toMatch(/^3\.1\./);
    expect(whole.headers.get('content-encoding')).toBe(coding);
    const etag = whole.headers.get('etag') ?? '';
    const known = await fetch(url, { headers: { 'Accept-Encoding': coding, 'If-None-Match': etag } });
    expect(known.status).toBe(304);
    for (const name of ['etag', 'vary', 'cache-control']) expect(known.headers.get(name)).toBe(whole.headers.get(name));
  });
});

describe('the built server', () => {
  it('imports only packages that `npm ci --omit=dev` installs', async () => {
    const { dependencies } = JSON.parse(await readFile('package.json', 'utf8'));
    const files = (await readdir('dist/server')).filter((name) => name.endsWith('.mjs'));
    const code = (await Promise.all(files.map((name) => readFile(join('dist/server', name), 'utf8')))).join('\n');
    const imported = [...code.matchAll(/^(?:import|} from|import .* from) "([^"]+)"|import\("([^"]+)"\)/gm)].map(
      ([, a, b]) => a ?? b ?? '',
    );
    const packages = imported.filter((name) => !/^(node:|\.)/.test(name)).map((name) => /^(@[^/]+\/)?[^/]+/.exec(name)?.[0]);
    expect(packages).toContain('express');
    expect(packages.filter((name = '') => !Object.hasOwn(dependencies, name))).toEqual([]);
  });
});

describe('the server process', () => {
  it('logs its address and the location of the data, one JSON object per line', async () => {
    const server = await start();
    const lines = server
      .output()
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(lines[0]).toMatchObject({
      level: 'info',
      message: 'listening',
      url: `http://localhost:${server.port}`,
      data: `${temporary.folder} (embedded database)`,
      auth: 'none',
    });
  });

  it('starts in less than a second', async () => {
    const times: number[] = [];
    for (let n = 0; n < 5; n++) {
      const begin = performance.now();
      const server = await start();
      times.push(performance.now() - begin);
      await server.end('SIGTERM');
    }
    // Takes the fastest start, because other jobs on the machine can slow the others down.
    expect(Math.min(...times)).toBeLessThan(1_000);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('ends with exit code 0 on %s, and has its records at the next start', async (signal) => {
    const first = await start();
    const body = JSON.stringify({ title: 'kept' });
    await fetch(`${first.url}/api/v1/tasks`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
    expect(await first.end(signal)).toBe(0);

    const second = await start();
    const titles = [...(await walk(second.url, 'title')).values()].map(({ title }) => title);
    expect(titles).toEqual(['kept']);
  });

  it('answers that nothing was changed if its database cannot be reached', async () => {
    const { url } = await start({
      env: {
        DATABASE: 'dynamodb',
        AWS_REGION: 'local',
        AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1',
        AWS_ACCESS_KEY_ID: 'x',
        AWS_SECRET_ACCESS_KEY: 'x',
      },
    });
    const body = JSON.stringify({ title: 'never' });
    const answer = await fetch(`${url}/api/v1/tasks`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
    expect([answer.status, await answer.json()]).toEqual([
      503,
      expect.objectContaining({ detail: expect.stringMatching(/^Nothing was changed/) }),
    ]);
  });

  it('refuses requests for other host names (DNS rebinding)', async () => {
    const { port } = await start();
    const statusFor = async (host: string) => {
      const socket = await send(port, `GET /api/v1/tasks HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
      return (await text(socket)).split('\r\n')[0];
    };
    expect(await statusFor(`localhost:${port}`)).toBe('HTTP/1.1 200 OK');
    expect(await statusFor(`evil.example:${port}`)).toBe('HTTP/1.1 400 Bad Request');
    expect(await statusFor('localhost.evil.example')).toBe('HTTP/1.1 400 Bad Request');
  });

  it('does not wait for half-sent requests when it stops', async () => {
    const server = await start();
    await send(server.port, 'GET /api/v1/tasks HTTP/1.1\r\nHost: a\r\n');
    await send(server.port, 'POST /api/v1/tasks HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{');
    await send(server.port, '');
    const begin = performance.now();
    expect(await server.end('SIGTERM')).toBe(0);
    expect(performance.now() - begin).toBeLessThan(4_000);
  });
});

describe('a refused start', () => {
  it('reports that the port is in use', async () => {
    const { port } = await start();
    const other = await temporaryFolder();
    const { code, output } = await refusedStart({ env: { ...settings(), DATA_DIR: other.folder, PORT: String(port) } });
    await other.remove();
    expect([code, output]).toEqual([1, `Port ${port} is already in use. Stop the other program, or set PORT to another port.\n`]);
  });

  it('reports which server uses the data', async () => {
    const first = await start();
    const { code, output } = await refusedStart({ env: { ...settings(), PORT: '0' } });
    expect([code, output.trim()]).toEqual([
      1,
      expect.stringMatching(/^The data in \S+ is in use by the server at \S+ \(process \d+, since \S+\)\. /),
    ]);
    expect(output).toContain(`http://127.0.0.1:${first.port} (process ${first.process.pid}`);
    expect((await fetch(`${first.url}/api/health/ready`)).status).toBe(200);
  });

  const refused: [settings: Record<string, string>, reason: string][] = [
    [{ HOST: '0.0.0.0' }, 'HOST is "0.0.0.0"; AUTH_MODE "none" lets everyone in'],
    [{ NODE_ENV: 'production' }, 'NODE_ENV is "production"; AUTH_MODE "none" lets everyone in'],
    [{ AUTH_MODE: 'api-gateway', WORKSPACE: 'shared' }, 'AUTH_MODE is "api-gateway", which works on Lambda only'],
    [{ HOST: '127.1.2.3.4' }, 'HOST is "127.1.2.3.4"'],
    [{ DATA_DIR: '/dev/null/data' }, 'The directory /dev/null/data cannot be created: a part of its path is a file.'],
    [{ DATA_DIR: '/proc/x' }, 'The directory /proc/x cannot be created: nothing can be created there.'],
    [
      {
        DATABASE: 'dynamodb',
        CREATE_TABLE: 'true',
        AWS_REGION: 'local',
        AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1',
        AWS_ACCESS_KEY_ID: 'x',
        AWS_SECRET_ACCESS_KEY: 'x',
      },
      'The table records does not exist and cannot be created',
    ],
  ];
  it.each(refused)('reports the reason without a stack trace: %j', async (env, reason) => {
    const { code, output } = await refusedStart({ env: { ...settings(), ...env } });
    expect([code, output]).toEqual([1, expect.stringContaining(reason)]);
    expect(output).not.toMatch(/^\s+at /m);
  });
});

async function run(command: readonly string[], env: Record<string, string>): Promise<string> {
  const options = { env: { PATH: process.env['PATH'], ...env } };
  return (await promisify(execFile)(process.execPath, ['--import', 'tsx', ...command], options)).stdout;
}

describe('npm run dev', () => {
  const dev = async (env: Record<string, string> = {}) => await start({ entry: 'src/dev.ts', env });

  it('prints its address, the data and how to stop, and nothing else', async () => {
    const server = await dev();
    await delay(100);
    expect(
      server
        .output()
        .split('\n')
        .filter((line) => !/\/api\/health|^ {2}Samples/.test(line)),
    ).toEqual([
      '',
      `  Address  http://localhost:${server.port}`,
      `  Data     ${temporary.folder} (embedded database)`,
      '  Stop     Ctrl-C',
      '',
      '',
    ]);
  });

  it('serves the UI from its source, on the same address', async () => {
    const { url } = await dev();
    const page = await fetch(url);
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('/@vite/client')]);
    expect(await (await fetch(`${url}/config.json`)).json()).toEqual({ signIn: null });
    expect((await fetch(`${url}/api/v1/nothing`)).headers.get('Content-Type')).toContain('application/problem+json');
  });

  it('signs in demo users with AUTH_MODE=jwt, and npm run token prints their tokens', async () => {
    const SIGN_IN_PORT = String(await freePort());
    const { url } = await dev({ AUTH_MODE: 'jwt', SIGN_IN_PORT });
    const statusFor = async (user: string, method: string) => {
      const stdout = await run(['src/commands/token.ts', '--user', user], { SIGN_IN_PORT });
      const headers = { Authorization: `Bearer ${stdout.trim()}`, 'Content-Type': 'application/json' };
      const body = method === 'GET' ? {} : { body: '{"title":"x"}' };
      return (await fetch(`${url}/api/v1/tasks`, { method, headers, ...body })).status;
    };
    expect(await statusFor('viewer', 'GET')).toBe(200);
    expect(await statusFor('viewer', 'POST')).toBe(403);
    expect(await statusFor('editor', 'POST')).toBe(201);
    expect((await fetch(`${url}/api/v1/tasks`)).status).toBe(401);
  });

  it('has a sign-in provider that the built server does not load at its start', async () => {
    const files = (await readdir('dist/server')).filter((file) => file.endsWith('.mjs'));
    const texts = await Promise.all(files.map(async (file) => [file, await readFile(join('dist/server', file), 'utf8')] as const));
    const withProvider = texts.filter(([, text]) => /oidc-provider|demo-user/.test(text)).map(([file]) => file.replace(/-[^-]+\.mjs$/, ''));
    expect(withProvider).toEqual(['own-sign-in']);
  });
});
