import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

// `npm run check`: runs all scripts `check:*` and `lint:*` in parallel, and prints the output of each script when it ends.
// `check:infra` needs packages that `npm ci` does not install. Without them, it is skipped with a message.

const NEEDS_PACKAGES = 'check:infra';

/** @returns whether the script succeeded */
async function runScript(name: string): Promise<boolean> {
  return await new Promise((resolve) => {
    execFile('npm', ['run', '-s', name], { maxBuffer: 64 * 2 ** 20, shell: process.platform === 'win32' }, (error, stdout, stderr) => {
      process.stdout.write(stdout);
      process.stderr.write(stderr);
      if (error !== null) console.error(`FAILED: npm run ${name}`);
      resolve(error === null);
    });
  });
}

const { scripts }: { scripts: Record<string, string> } = JSON.parse(readFileSync('package.json', 'utf8'));
const canCheckInfra = ['infra', 'test/infra'].every((folder) => existsSync(`${folder}/node_modules/.package-lock.json`));
const names = Object.keys(scripts).filter((name) => /^(check|lint):/.test(name) && (name !== NEEDS_PACKAGES || canCheckInfra));
const results = await Promise.all(names.map(runScript));
if (!results.every(Boolean)) process.exitCode = 1;
if (!canCheckInfra) console.error(`Not checked: the types of infra. "npm run ${NEEDS_PACKAGES}" installs its packages and checks them.`);
