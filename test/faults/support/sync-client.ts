import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The script of docs/sync.md, which keeps a copy of the tasks in a folder. */
export interface SyncClient {
  /** Runs the script once, and kills it after this time. */
  run(milliseconds?: number): Promise<void>;
  /** How often it ended, was killed, and failed because the server was down. */
  readonly ends: { done: number; killed: number; failed: number };
  /** The copy: records by id. */
  records(): Promise<Readonly<Record<string, unknown>>>;
}

const PAGE = 'docs/sync.md';

export async function createSyncClient(folder: string, url: string): Promise<SyncClient> {
  const [, script] = /^```js sync\.mjs\n(.*?)^```$/ms.exec(await readFile(PAGE, 'utf8')) ?? [];
  if (script === undefined) throw new Error(`${PAGE} has no block "sync.mjs"`);
  await writeFile(join(folder, 'sync.mjs'), script);
  const ends = { done: 0, killed: 0, failed: 0 };
  return {
    ends,
    async run(milliseconds = 60_000) {
      const env = { PATH: process.env['PATH'], BASE_URL: url };
      const child = spawn(process.execPath, ['sync.mjs'], { cwd: folder, env, stdio: 'ignore' });
      const timer = setTimeout(() => child.kill('SIGKILL'), milliseconds);
      await once(child, 'exit');
      clearTimeout(timer);
      ends[child.signalCode !== null ? 'killed' : child.exitCode === 0 ? 'done' : 'failed']++;
    },
    async records() {
      return JSON.parse(await readFile(join(folder, 'tasks.json'), 'utf8')).records;
    },
  };
}
