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

/** Renames the project and removes parts of it. It can run again, with another name or more parts. @throws {UsageError} before it changes anything */
export function initProject({ folder, name, title = titleOf(name), without, dryRun, print }: Init): void {
  const to = { name, title };
  checkNames(to);
  const removal = removalOf(without.map(optionNamed));
  const files = filesOf(folder);
  if (!dryRun && !isClean(folder))
    throw new UsageError('The project has uncommitted changes. Commit them first, so that you can undo init.');

  const changes = changedFiles(folder, { files, to, removal });
  const removed = removal.paths.filter((path) => existsSync(join(folder, path)));
  for (const file of changes.keys()) print(`change  ${file}`);
  for (const path of removed) print(`remove  ${path}`);
  if (dryRun) return;
  for (const [file, text] of changes) writeFileSync(join(folder, file), text);
  for (const path of removed) rmSync(join(folder, path), { recursive: true, force: true });
  format(folder, [...changes.keys()]);
  for (const manifest of removal.packages.keys()) if (changes.has(manifest)) updateLock(join(folder, dirname(manifest)));
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

function filesOf(folder: string): string[] {
  try {
    return execFileSync('git', ['ls-files'], { cwd: folder, encoding: 'utf8', stdio: 'pipe', maxBuffer: 2 ** 24 }).split('\n');
  } catch (error) {
    throw new UsageError('The project is not a Git repository. Run "git init" and commit, so that you can undo init.', { cause: error });
  }
}

function isClean(folder: string): boolean {
  return execFileSync('git', ['status', '--porcelain'], { cwd: folder, encoding: 'utf8', stdio: 'pipe' }).trim() === '';
}

/** Returns the new texts of the files that change and stay. */
function changedFiles(folder: string, change: { files: readonly string[]; to: Names; removal: Removal }): Map<string, string> {
  const { removal, to } = change;
  const read = (file: string) => readFileSync(join(folder, file), 'utf8');
  const from: Names = JSON.parse(read(MANIFEST));
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
