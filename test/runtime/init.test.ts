import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Init, initProject } from '../../scripts/init/init.ts';
import { OPTIONS } from '../../scripts/init/options.ts';
import { NAME } from '../../src/name.ts';
import { UsageError } from '../../src/usage-error.ts';
import { temporaryFolder } from '../support/server-process.ts';

const run = promisify(execFile);
const TIMEOUT_MS = 240_000;

let upstream: Awaited<ReturnType<typeof temporaryFolder>>;

beforeAll(async () => {
  upstream = await temporaryFolder();
  const { stdout } = await run('git', ['ls-files', '--cached', '--others', '--exclude-standard', '--deduplicate'], { maxBuffer: 2 ** 24 });
  for (const file of stdout.trim().split('\n')) {
    await mkdir(dirname(join(upstream.folder, file)), { recursive: true });
    // Git also lists files whose deletion is not committed.
    await cp(file, join(upstream.folder, file)).catch(() => undefined);
  }
  await git(upstream.folder, 'init', '--quiet', '--initial-branch=main');
  await commit(upstream.folder, 'feat: a version');
}, TIMEOUT_MS);
afterAll(async () => await upstream.remove());

async function git(folder: string, ...args: string[]): Promise<string> {
  const settings = [
    '-c',
    'user.name=Ada',
    '-c',
    'user.email=ada@example.com',
    '-c',
    'core.hooksPath=/dev/null',
    '-c',
    'commit.gpgsign=false',
  ];
  return (await run('git', [...settings, ...args], { cwd: folder, maxBuffer: 2 ** 24 })).stdout;
}

async function commit(folder: string, message: string): Promise<void> {
  await git(folder, 'add', '--all');
  await git(folder, 'commit', '--quiet', '--message', message);
}

/** Runs a test with a clone of the project. */
async function withClone(use: (folder: string) => Promise<void>): Promise<void> {
  const clone = await temporaryFolder();
  try {
    await git(clone.folder, 'clone', '--quiet', upstream.folder, '.');
    await symlink(join(process.cwd(), 'node_modules'), join(clone.folder, 'node_modules'));
    await writeFile(join(clone.folder, '.git/info/exclude'), 'node_modules\n');
    await use(clone.folder);
  } finally {
    await clone.remove();
  }
}

function init(folder: string, { name = 'acme-orders', without = [], dryRun = false }: Partial<Init> = {}): string[] {
  const lines: string[] = [];
  initProject({ folder, name, without, dryRun, print: (line) => lines.push(line) });
  return lines;
}

const read = async (folder: string, file: string) => await readFile(join(folder, file), 'utf8');

describe('npm run init', () => {
  it('only lists the changes in a dry run', async () => {
    await withClone(async (folder) => {
      expect(init(folder, { without: ['bench'], dryRun: true })).toEqual(
        expect.arrayContaining(['change  package.json', 'remove  test/bench']),
      );
      expect(await git(folder, 'status', '--porcelain')).toBe('');
    });
  });

  it('refuses uncommitted changes, an unknown part and a name that AWS would refuse, and changes nothing', async () => {
    await withClone(async (folder) => {
      for (const name of [
        'Acme',
        'acme--orders',
        '-acme',
        'acme-',
        '1acme',
        'my-aws-orders',
        'Acme Orders',
        'ümlaut',
        '',
        'acme-dev',
        'a'.repeat(30),
      ])
        expect(() => init(folder, { name })).toThrow(UsageError);
      expect(() => init(folder, { without: ['toString'] })).toThrow('there are bench, mutation, samples, sign-in, ui.');
      await writeFile(join(folder, 'new.txt'), '');
      expect(() => init(folder)).toThrow('uncommitted changes');
      expect(await git(folder, 'status', '--porcelain')).toBe('?? new.txt\n');
    });
  });

  it('refuses a folder outside of Git and Windows line endings', async () => {
    await withClone(async (folder) => {
      await writeFile(join(folder, 'package.json'), (await read(folder, 'package.json')).replaceAll('\n', '\r\n'));
      await writeFile(join(folder, '.gitattributes'), '');
      await commit(folder, 'chore: Windows');
      expect(() => init(folder)).toThrow('Windows line endings');
      await git(folder, 'rm', '--quiet', '-r', '--cached', '.');
      expect(() => init(folder)).toThrow('Git does not have');
      await rm(join(folder, '.git'), { recursive: true });
      expect(() => init(folder)).toThrow(UsageError);
    });
  });

  it(
    'changes nothing if a step fails',
    async () => {
      await withClone(async (folder) => {
        await writeFile(join(folder, 'biome.json'), 'not JSON');
        await commit(folder, 'chore: settings that the formatter refuses');
        expect(() => init(folder, { without: ['mutation'] })).toThrow('Nothing was changed');
        expect(await git(folder, 'status', '--porcelain')).toBe('');
      });
    },
    TIMEOUT_MS,
  );

  it('can run again with another name', async () => {
    await withClone(async (folder) => {
      init(folder);
      await commit(folder, 'chore: init');
      expect(init(folder)).toEqual([]);
      init(folder, { name: NAME });
      expect(JSON.parse(await read(folder, 'package.json')).name).toBe(NAME);
      expect(await git(folder, 'diff', '--name-only', 'HEAD~1', '--', 'docs')).toBe('');
    });
  });

  it('removes only paths, scripts and texts that exist', async () => {
    for (const { paths, cuts, scripts } of Object.values(OPTIONS)) {
      const manifest = JSON.parse(await read(upstream.folder, 'package.json'));
      expect(scripts.filter((script) => manifest.scripts[script] === undefined)).toEqual([]);
      for (const path of paths) expect(await git(upstream.folder, 'ls-files', path)).not.toBe('');
      for (const [file, text] of cuts) expect(await read(upstream.folder, file)).toMatch(text);
    }
  });

  it(
    'leaves a project that passes its checks, without broken links or missing scripts, if it removes all parts',
    async () => {
      await withClone(async (folder) => {
        init(folder, { without: Object.keys(OPTIONS) });
        expect(await brokenLinks(folder)).toEqual([]);
        expect(await missingScripts(folder)).toEqual([]);
        for (const script of ['check:types', 'check:style', 'check:unused']) await run('npm', ['run', '-s', script], { cwd: folder });
        const tests = [
          'test/identity/claims.test.ts',
          'test/docs',
          'test/observability',
          'test/client/client-types.test.ts',
          'test/local/upgrade.test.ts',
          'test/store/layout.test.ts',
        ];
        await run('npm', ['run', '-s', 'jest', '--', '--selectProjects', 'app', '--ci', '-w', '1', ...tests], { cwd: folder });
      });
    },
    TIMEOUT_MS,
  );

  it(
    'lets a clone merge the next version',
    async () => {
      await withClone(async (folder) => {
        init(folder, { without: Object.keys(OPTIONS) });
        await commit(folder, 'chore: init');
        await writeFile(join(upstream.folder, 'src/next.ts'), 'export const next = 1;\n');
        const page = await read(upstream.folder, 'docs/deploy.md');
        await writeFile(join(upstream.folder, 'docs/deploy.md'), `${page}\nA new line.\n`);
        await commit(upstream.folder, 'feat: the next version');

        await git(folder, 'pull', '--quiet', '--no-rebase', '--no-edit', upstream.folder, 'main');
        expect(await read(folder, 'src/next.ts')).toContain('next');
        expect(await read(folder, 'docs/deploy.md')).toMatch(/acme-orders-deploy-role[\s\S]*A new line\.\n$/);
        expect(JSON.parse(await read(folder, 'package.json'))).toMatchObject({ name: 'acme-orders', title: 'Acme orders' });
        expect(init(folder, { without: Object.keys(OPTIONS) })).toEqual([]);
      });
    },
    TIMEOUT_MS,
  );
});

/** Returns the relative links of the documentation to files that do not exist. */
async function brokenLinks(folder: string): Promise<string[]> {
  const files = (await git(folder, 'ls-files', '--cached', '--deduplicate')).split('\n');
  const pages = files.filter((file) => file.endsWith('.md') && !file.startsWith('test/'));
  const links = await Promise.all(
    pages.map(async (page) => {
      const text = await read(folder, page).catch(() => '');
      return [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map(([, target = '']) => join(dirname(page), target));
    }),
  );
  const targets = [...new Set(links.flat())];
  const found = await Promise.all(
    targets.map(
      async (target) =>
        await run('ls', [join(folder, target)]).then(
          () => true,
          () => false,
        ),
    ),
  );
  return targets.filter((_, n) => !found[n]);
}

/** Returns the npm scripts that a page or another script names but that do not exist. */
async function missingScripts(folder: string): Promise<string[]> {
  const { scripts } = JSON.parse(await read(folder, 'package.json'));
  const texts = [
    JSON.stringify(scripts),
    ...(await Promise.all(['README.md', 'CONTRIBUTING.md', 'docs/performance.md', '.ci/run'].map((file) => read(folder, file)))),
  ];
  const names = texts.flatMap((text) => [...text.matchAll(/npm run (?:-s )?([a-z][\w:-]*)/g)].map(([, name = '']) => name));
  return [...new Set(names)].filter((name) => scripts[name] === undefined);
}
