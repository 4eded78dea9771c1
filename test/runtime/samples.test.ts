import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { walk } from '../faults/support/write-journal.ts';
import { type ServerProcess, startServerProcess, temporaryFolder } from '../support/server-process.ts';

// Every test starts processes, and other jobs on the machine can slow them down.
jest.setTimeout(60_000);

let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
const started: ServerProcess[] = [];

beforeEach(async () => {
  temporary = await temporaryFolder();
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((server) => server.end('SIGKILL')));
  await temporary.remove();
});

async function start(entry?: string): Promise<ServerProcess> {
  const options = entry === undefined ? {} : { entry };
  const server = await startServerProcess({ ...options, env: { DATABASE: 'embedded', DATA_DIR: temporary.folder } });
  started.push(server);
  return server;
}

async function run(command: readonly string[], env: Record<string, string>): Promise<string> {
  const options = { env: { PATH: process.env['PATH'], ...env } };
  return (await promisify(execFile)(process.execPath, ['--import', 'tsx', ...command], options)).stdout;
}

describe('npm run seed', () => {
  it('adds the samples to a running service, only once', async () => {
    const { url } = await start();
    for (let n = 0; n < 2; n++) {
      expect(await run(['src/commands/seed.ts'], { BASE_URL: url })).toBe('customers: 20 samples\ntasks: 30 samples\n');
      expect((await walk(url, 'createdAt')).size).toBe(30);
    }
  });

  it('reports that no service answers', async () => {
    const seed = run(['src/commands/seed.ts'], { BASE_URL: 'http://127.0.0.1:1' });
    await expect(seed).rejects.toThrow('Nothing answers at http://127.0.0.1:1. Start it with npm run dev, or set BASE_URL.');
  });
});

describe('the first start of npm run dev', () => {
  const dev = async () => await start('src/dev.ts');

  it('prints the number of added samples', async () => {
    const server = await dev();
    expect(server.output()).toContain('  Samples  50 records were added; delete what you like, they do not come back\n');
  });

  it('is the only start that adds samples, so deleted ones do not come back', async () => {
    const first = await dev();
    const samples = await walk(first.url, 'createdAt');
    expect(samples.size).toBe(30);
    for (const id of samples.keys()) await fetch(`${first.url}/api/v1/tasks/${id}`, { method: 'DELETE' });
    await first.end('SIGTERM');
    const second = await dev();
    expect((await walk(second.url, 'createdAt')).size).toBe(0);
  });
});
