import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../../src/usage-error.ts';
import { OPTIONS, type Option } from './options.ts';
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

const RENAMED = [
  'package.json',
  'package-lock.json',
  'README.md',
  'client/package.json',
  'client/README.md',
  ...['deploy', 'problems', 'security', 'runbook'].map((page) => `docs/${page}.md`),
];

/** Renames the project and removes parts of it. It can run again, with another name or more parts. @throws {UsageError} before it changes anything */
export function initProject({ folder, name, title = titleOf(name), without, dryRun, print }: Init): void {
  const to = { name, title };
  checkNames(to);
  const options = without.map(optionNamed);
  if (!dryRun && !isClean(folder))
    throw new UsageError('The project has uncommitted changes. Commit them first, so that you can undo init.');

  const changes = changedFiles(folder, to, options);
  const removed = options.flatMap(({ paths }) => paths).filter((path) => existsSync(join(folder, path)));
  for (const file of changes.keys()) print(`change  ${file}`);
  for (const path of removed) print(`remove  ${path}`);
  if (dryRun) return;
  for (const [file, text] of changes) writeFileSync(join(folder, file), text);
  for (const path of removed) rmSync(join(folder, path), { recursive: true });
}

function optionNamed(name: string): Option {
  const option = Object.hasOwn(OPTIONS, name) ? OPTIONS[name] : undefined;
  if (option === undefined) throw new UsageError(`--without: unknown part "${name}"; there are ${Object.keys(OPTIONS).join(', ')}.`);
  return option;
}

function isClean(folder: string): boolean {
  try {
    return execFileSync('git', ['status', '--porcelain'], { cwd: folder, encoding: 'utf8', stdio: 'pipe' }).trim() === '';
  } catch (error) {
    throw new UsageError('The project is not a Git repository. Run "git init" and commit, so that you can undo init.', { cause: error });
  }
}

/** Returns the new texts of the files that change. */
function changedFiles(folder: string, to: Names, options: readonly Option[]): Map<string, string> {
  const read = (file: string) => readFileSync(join(folder, file), 'utf8');
  const from: Names = JSON.parse(read('package.json'));
  const cuts = options.flatMap((option) => option.cuts);
  const scripts = options.flatMap((option) => option.scripts);
  const files = new Set([...RENAMED, ...cuts.map(([file]) => file)]);
  const texts = [...files].map((file) => {
    const text = RENAMED.includes(file) ? renamed(file, read(file), from, to) : read(file);
    const cut = cuts.filter(([owner]) => owner === file).reduce((rest, [, pattern]) => rest.replace(pattern, ''), text);
    return [file, file === 'package.json' ? withoutScripts(cut, scripts) : `${cut.trimEnd()}\n`] as const;
  });
  return new Map(texts.filter(([file, text]) => text !== read(file)));
}

function withoutScripts(json: string, names: readonly string[]): string {
  const manifest = JSON.parse(json);
  for (const name of names) delete manifest.scripts[name];
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
