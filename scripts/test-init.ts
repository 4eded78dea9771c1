import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { initProject } from './init/init.ts';
import { OPTIONS } from './init/options.ts';

// `npm run test:init`: runs `npm test` in a clone of the last commit without each part, and without all of them.
// It takes some minutes for each. Name parts to try only these: `npm run test:init -- ui,samples`.

const PROJECT = fileURLToPath(new URL('..', import.meta.url));
/** These parts also change what is built and deployed. */
const BUILT = ['ui', 'sign-in'];

const named = process.argv.slice(2).map((parts) => parts.split(','));
const all = Object.keys(OPTIONS);
for (const parts of named.length > 0 ? named : [...all.map((part) => [part]), all]) tryWithout(parts);

function tryWithout(parts: readonly string[]): void {
  const folder = mkdtempSync(join(tmpdir(), 'init-'));
  try {
    run('git', ['clone', '--quiet', PROJECT, '.'], folder);
    symlinkSync(join(PROJECT, 'node_modules'), join(folder, 'node_modules'));
    appendFileSync(join(folder, '.git/info/exclude'), 'node_modules\n');
    initProject({ folder, name: 'acme-orders', without: parts, dryRun: false, print: () => undefined });
    const commands = parts.some((part) => BUILT.includes(part)) ? ['test', 'build', 'synth'] : ['test'];
    for (const command of commands) {
      const begin = performance.now();
      run('npm', ['run', '-s', command], folder);
      console.log(`without ${parts.join(',')}: npm run ${command} passed in ${Math.round((performance.now() - begin) / 1000)} s`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @throws if the command fails; its output says why */
function run(command: string, args: readonly string[], cwd: string): void {
  execFileSync(command, args, { cwd, stdio: ['ignore', 'inherit', 'inherit'], shell: process.platform === 'win32' });
}
