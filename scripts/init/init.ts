import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UsageError } from '../../src/usage-error.ts';
import { manifestWithout } from './manifest.ts';
import type { Cut, Option } from './option.ts';
import { OPTIONS } from './options.ts';
import { pageWithout } from './pages.ts';
import { checkNames, type Names, renamed, titleOf } from './rename.ts';

export interface Init {
  /** The project. */
  readonly folder: string;
  readonly name: string;
  readonly title?: string | undefined;
  readonly without: readonly string[];
  /** Only prints what would change. */
  readonly dryRun: boolean;
  readonly print: (line: string) => void;
}

/** Everything that goes, of all parts together. */
interface Removal {
  readonly paths: readonly string[];
  readonly scripts: readonly string[];
  /** By the package.json that has them. */
  readonly packages: ReadonlyMap<string, readonly string[]>;
  readonly cuts: readonly Cut[];
}

const MANIFEST = 'package.json';
const RENAMED = [
  MANIFEST,
  'package-lock.json',
  'README.md',
  'client/package.json',
  'client/README.md',
  ...['deploy', 'problems', 'security', 'runbook'].map((page) => `docs/${page}.md`),
];
/** Its entries say what was true at their time. */
const CHANGELOG = 'CHANGELOG.md';

/**
 * Renames the project and removes parts of it. It can run again, with another name or more parts.
 * @returns whether it changed anything
 * @throws {UsageError} and leaves the project as it was
 */
export function initProject({ folder, name, title, without, dryRun, print }: Init): boolean {
  const files = filesOf(folder);
  const from: Names = JSON.parse(readFileSync(join(folder, MANIFEST), 'utf8'));
  const to = { name, title: title ?? (name === from.name ? from.title : titleOf(name)) };
  checkNames(to);
  const removal = removalOf([...new Set(without)].map(optionNamed));
  if (!dryRun) checkState(folder);

  const changes = changedFiles(folder, { files, from, to, removal });
  const removed = removal.paths.filter((path) => existsSync(join(folder, path)));
  for (const file of changes.keys()) print(`change  ${file}`);
  for (const path of removed) print(`remove  ${path}`);
  if (dryRun) return false;
  try {
    for (const [file, text] of changes) writeFileSync(join(folder, file), text);
    for (const path of removed) rmSync(join(folder, path), { recursive: true, force: true });
    format(folder, [...changes.keys()]);
    for (const manifest of removal.packages.keys()) if (changes.has(manifest)) updateLock(join(folder, dirname(manifest)));
  } catch (error) {
    git(folder, 'checkout', '--quiet', '.');
    throw new UsageError(`Nothing was changed, because a step failed: ${reasonOf(error)}`, { cause: error });
  }
  return changes.size + removed.length > 0;
}

/** The output of a command that failed says more than the error. */
function reasonOf(error: unknown): string {
  const output = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
  return output === '' ? String(error) : output;
}

function removalOf(options: readonly Option[]): Removal {
  return {
    paths: [...new Set(options.flatMap(({ paths }) => paths))],
    scripts: options.flatMap(({ scripts }) => scripts),
    packages: packagesOf(options),
    cuts: options.flatMap(({ cuts }) => cuts),
  };
}

function packagesOf(options: readonly Option[]): Map<string, readonly string[]> {
  const packages = new Map<string, readonly string[]>();
  for (const [folder, names] of options.flatMap((option) => Object.entries(option.packages ?? {}))) {
    const manifest = join(folder, MANIFEST);
    packages.set(manifest, [...(packages.get(manifest) ?? []), ...names]);
  }
  return packages;
}

function optionNamed(name: string): Option {
  const option = Object.hasOwn(OPTIONS, name) ? OPTIONS[name] : undefined;
  if (option === undefined) throw new UsageError(`--without: unknown part "${name}"; there are ${Object.keys(OPTIONS).join(', ')}.`);
  return option;
}

function git(folder: string, ...args: readonly string[]): string {
  return execFileSync('git', args, { cwd: folder, encoding: 'utf8', stdio: 'pipe', maxBuffer: 2 ** 24 });
}

/** @throws {UsageError} outside of a repository, and in one that ignores the project */
function filesOf(folder: string): string[] {
  const advice = 'Run "git init" and commit, so that you can undo init.';
  const files = listed(folder);
  if (files?.includes(MANIFEST)) return files;
  throw new UsageError(
    files === undefined ? `The project is not a Git repository. ${advice}` : `Git does not have the project's files. ${advice}`,
  );
}

function listed(folder: string): string[] | undefined {
  try {
    return git(folder, 'ls-files').split('\n');
  } catch {
    return undefined;
  }
}

/** @throws {UsageError} if init could not be undone, or would not find the lines to remove */
function checkState(folder: string): void {
  if (git(folder, 'status', '--porcelain').trim() !== '') {
    throw new UsageError(
      'The project has uncommitted changes. Commit them first, so that you can undo init. If init was interrupted, undo it with "git checkout .".',
    );
  }
  if (readFileSync(join(folder, MANIFEST), 'utf8').includes('\r\n')) {
    throw new UsageError('The files have Windows line endings. Run "git config core.autocrlf false", then clone the project again.');
  }
}

/** Returns the new texts of the files that change and stay. */
function changedFiles(folder: string, change: { files: readonly string[]; from: Names; to: Names; removal: Removal }): Map<string, string> {
  const { removal, from, to } = change;
  const read = (file: string) => readFileSync(join(folder, file), 'utf8');
  const isPage = (file: string) => file.endsWith('.md') && file !== CHANGELOG;
  const files = new Set([
    ...RENAMED,
    ...removal.cuts.map(([file]) => file),
    ...removal.packages.keys(),
    '.ci/run',
    ...change.files.filter(isPage),
  ]);
  const isGone = (file: string) => removal.paths.some((path) => file === path || file.startsWith(`${path}/`));
  const staying = [...files].filter((file) => !isGone(file) && existsSync(join(folder, file)));
  const texts = staying.map((file) => {
    const before = read(file);
    const named = RENAMED.includes(file) ? renamed(file, before, from, to) : before;
    return [file, before, textWithout(file, named, removal)] as const;
  });
  return new Map(texts.flatMap(([file, before, text]) => (text === before ? [] : [[file, text]])));
}

function textWithout(file: string, text: string, { cuts, ...removal }: Removal): string {
  const own = cuts.filter(([owner]) => owner === file);
  const cut = own.reduce((rest, [, pattern, replacement = '']) => rest.replace(pattern, replacement), text);
  const packages = removal.packages.get(file) ?? [];
  if (file === MANIFEST || packages.length > 0) return manifestWithout(cut, { scripts: removal.scripts, packages });
  if (file === '.ci/run') return removal.scripts.reduce((rest, script) => rest.replace(new RegExp(` ${script}(?=[ ;])`), ''), cut);
  const rest = file.endsWith('.md') && removal.paths.length > 0 ? pageWithout(file, cut, removal) : cut;
  return own.length > 0 || rest !== cut ? `${rest.trimEnd()}\n` : rest;
}

/** A shorter statement can have another format. */
function format(folder: string, files: readonly string[]): void {
  const sources = files.filter((file) => /\.(ts|json)$/.test(file) && file !== 'package-lock.json');
  if (sources.length === 0) return;
  const options = ['--no', 'biome', 'format', '--write', ...sources];
  execFileSync('npx', options, { cwd: folder, stdio: 'pipe', shell: process.platform === 'win32' });
}

/** Removes the packages that nothing needs any more from package-lock.json. */
function updateLock(folder: string): void {
  const options = ['--package-lock-only', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
  execFileSync('npm', ['install', ...options], { cwd: folder, stdio: 'pipe', shell: process.platform === 'win32' });
}
