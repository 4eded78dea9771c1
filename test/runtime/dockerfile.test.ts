import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { buildImage, changeTimes, environmentIn, type Image, idsOf, pathIn } from '../support/image.ts';
import { projectFiles } from '../support/project-files.ts';
import { freePort, temporaryFolder } from '../support/server-process.ts';
import { signIn } from '../support/sign-in.ts';
import { tieToThisProcess } from '../support/tied-process.ts';

const MINUTES = 60_000;
const dockerfile = await readFile('Dockerfile', 'utf8');

let place: Awaited<ReturnType<typeof temporaryFolder>>;
let image: Image;
let port: number;
const started: ChildProcess[] = [];

// Every test starts processes, and the machine may have other work.
jest.setTimeout(MINUTES);

beforeAll(async () => {
  place = await temporaryFolder();
  // The process that runs as the image's user must get there.
  await chmod(place.folder, 0o755);
  image = await buildImage({
    dockerfile,
    dockerignore: await readFile('.dockerignore', 'utf8'),
    context: process.cwd(),
    files: await projectFiles(),
    folder: place.folder,
  });
  port = await freePort();
}, 5 * MINUTES);
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});
afterAll(async () => await place.remove());

/** Who the container's process is: the image's user where this process may become another one. */
const identity = () => {
  const [uid, gid] = idsOf(image.user);
  return process.getuid?.() === 0 ? { uid, gid } : {};
};

const settings = (given: Readonly<Record<string, string>> = {}) => ({ ...environmentIn(image), PORT: String(port), ...given });

async function start(given: Readonly<Record<string, string>> = {}) {
  const [program = '', ...parameters] = image.command;
  const child = spawn(program, parameters, { ...identity(), cwd: pathIn(image, '.'), env: settings(given) });
  started.push(child);
  tieToThisProcess(child);
  const ended = once(child, 'exit');
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  return {
    output: () => output,
    async end(signal?: NodeJS.Signals): Promise<unknown> {
      if (signal !== undefined) child.kill(signal);
      const [code] = await ended;
      return code;
    },
  };
}

/** How the image's own health check ends. */
async function health(): Promise<number> {
  const [program = '', ...parameters] = image.healthCheck;
  const child = spawn(program, parameters, { ...identity(), cwd: pathIn(image, '.'), env: settings(), stdio: 'ignore' });
  const [code] = await once(child, 'exit');
  return code;
}

async function untilHealthy(container: { output(): string }): Promise<void> {
  for (let n = 0; n < 60; n++) {
    if ((await health()) === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error(`it never turned healthy: ${container.output()}`);
}

describe('the image', () => {
  it('holds what the server needs, and nothing of the project besides', async () => {
    const names = [...(await changeTimes(image.root)).keys()].filter((name) => !name.startsWith('app/node_modules/'));
    expect(names).toEqual(expect.arrayContaining(['app/dist/server/server.mjs', 'app/dist/public/index.html', 'data']));
    expect(names.filter((name) => !/^(app(\/(node_modules|package\.json|dist(\/(server|public)(\/.*)?)?))?|data)$/.test(name))).toEqual([]);
    const packages = [...(await changeTimes(pathIn(image, 'node_modules'))).keys()];
    expect(packages).toContain('express');
    expect(packages.filter((name) => ['typescript', 'vite', 'jest', 'aws-cdk-lib'].includes(name))).toEqual([]);
  });

  it('is made from any base, runs as somebody without rights, and starts Node itself so that signals arrive', () => {
    expect(idsOf(image.user)[0]).toBeGreaterThan(0);
    expect(image.command[0]).toBe('node');
    expect(new Set([...dockerfile.matchAll(/^FROM \$\{(\w+)\}/gm)].map(([, base]) => base))).toEqual(new Set(['NODE_IMAGE']));
    expect(image.volumes).toEqual([image.env['DATA_DIR']]);
  });

  it('started with nothing but a port turns healthy, writes to its volume alone, and ends with 0', async () => {
    const before = await changeTimes(image.root);
    const container = await start();
    await untilHealthy(container);
    expect((await fetch(`http://127.0.0.1:${port}/api/health`)).status).toBe(200);
    expect((await fetch(`http://127.0.0.1:${port}/`, { headers: { Accept: 'text/html' } })).status).toBe(200);
    expect(await container.end('SIGTERM')).toBe(0);
    expect(await health()).toBe(1);
    const after = [...(await changeTimes(image.root))].filter(([name, time]) => before.get(name) !== time).map(([name]) => name);
    expect(after.length).toBeGreaterThan(1);
    expect(after.filter((name) => name !== 'data' && !name.startsWith('data/'))).toEqual([]);
  });

  it('lets in whoever knows the code of its log, and nobody else', async () => {
    const container = await start();
    await untilHealthy(container);
    const issuer = `http://localhost:${port}/sign-in`;
    const who = { issuer, clientId: 'records-ui', redirectUri: `http://localhost:${port}/`, user: 'ed' };
    const list = async (headers: Readonly<Record<string, string>>) => await fetch(`http://127.0.0.1:${port}/api/v1/tasks`, { headers });
    expect((await list({})).status).toBe(401);
    const code = /"code":"([A-Z2-9]{20})"/.exec(container.output())?.[1] ?? '';
    for (const wrong of [undefined, '', 'A'.repeat(20), code.toLowerCase()]) {
      await expect(signIn({ ...who, code: wrong })).rejects.toThrow('not signed in: 403');
    }
    const { access_token } = await signIn({ ...who, code });
    const answer = await list({ Authorization: `Bearer ${access_token}` });
    expect(answer.status).toBe(200);
    expect((await answer.json()).items.length).toBeGreaterThan(5);
    expect(await container.end('SIGTERM')).toBe(0);
    expect(container.output()).not.toContain(access_token);
  });

  it.each([
    ['without sign-in', { AUTH_MODE: 'none' }, 'HOST is "0.0.0.0"; with AUTH_MODE "none" everyone is let in'],
    ['with demo users in production', { NODE_ENV: 'production' }, 'it does not run in production'],
    ['with demo users on a table of everyone', { DATABASE: 'dynamodb', AWS_REGION: 'eu-central-1' }, 'Set OIDC_ISSUER and OIDC_AUDIENCE'],
    ['with an issuer but no audience', { OIDC_ISSUER: 'https://id.example.com' }, 'OIDC_AUDIENCE is not set'],
  ])('does not start %s', async (_, given, reason) => {
    const container = await start(given);
    expect(await container.end()).toBe(1);
    expect(container.output()).toContain(reason);
  });

  it('trusts another issuer as soon as it is given one, and has no sign-in of its own then', async () => {
    const container = await start({ OIDC_ISSUER: 'https://id.example.com', OIDC_AUDIENCE: 'records', NODE_ENV: 'production' });
    await untilHealthy(container);
    const own = await fetch(`http://127.0.0.1:${port}/sign-in/.well-known/openid-configuration`);
    expect(own.status).toBe(404);
    expect(await container.end('SIGTERM')).toBe(0);
    expect(container.output()).not.toContain('"code"');
  });
});
