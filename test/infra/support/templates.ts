import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stackNameOf } from '../../../infra/stage.ts';
import { NAME } from '../../../src/name.ts';
import { type FEWER_INDEXES, HOOKS_STACK, INDEXES_STACK, TESTED_STAGES, type TestedStage } from './stages.ts';

export interface Resource {
  readonly Type: string;
  readonly Properties: Properties;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

export type Properties = Readonly<Record<string, unknown>>;

export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs: Readonly<Record<string, { readonly Value: unknown }>>;
}

const DEPLOY_ROLE_STACK = `${NAME}-deploy-role`;
const REFUSAL = 'refusal.txt';
const LOCK_MS = 10 * 60 * 1000;
const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
/** The sources of a template. */
const SOURCES = [
  'infra',
  'package.json',
  'src/name.ts',
  'src/identity/group-role.ts',
  'src/identity/roles.ts',
  'src/observability',
  'src/schema/definition.ts',
  'src/store/table.ts',
  'test/infra/support',
  'cdk.json',
];

export function templateOf(stage: TestedStage): Template {
  return readTemplate(stackNameOf(TESTED_STAGES[stage]));
}

/** `prod` during an update that adds indexes. */
export function templateWithIndexes(indexes: (typeof FEWER_INDEXES)[number]): Template {
  return readTemplate(`${INDEXES_STACK}${indexes}`);
}

/** `prod` with record types that have hooks. */
export function templateWithHooks(): Template {
  return readTemplate(HOOKS_STACK);
}

export function deployRoleTemplate(): Template {
  return readTemplate(DEPLOY_ROLE_STACK);
}

/** The files with the templates of all tested stages and of the deploy role. */
export function templateFiles(): readonly string[] {
  const stacks = [...Object.values(TESTED_STAGES).map(stackNameOf), DEPLOY_ROLE_STACK];
  return stacks.map((stack) => join(synthesized(), `${stack}.template.json`));
}

/** The rules that constructs have acknowledged, with the reasons. */
export function acknowledgedRules(): readonly (readonly [rule: string, reason: string])[] {
  return JSON.parse(readFileSync(join(synthesized(), 'acknowledged.json'), 'utf8'));
}

/** The findings of the checks for a stack that they must refuse. */
export function refusalOfOpenBucket(): string {
  return readFileSync(join(synthesized(), 'open-bucket.txt'), 'utf8');
}

function readTemplate(stackName: string): Template {
  return JSON.parse(readFileSync(join(synthesized(), `${stackName}.template.json`), 'utf8'));
}

/** The folder of the templates. The first test file that needs them synthesizes them, once for each state of their sources. */
function synthesized(): string {
  const folder = join(tmpdir(), `records-templates-${hashOfSources()}`);
  const lock = `${folder}.lock`;
  while (!existsSync(folder)) {
    if (isTaken(lock)) pause();
    else synthesizeInto(folder, lock);
  }
  const refusal = join(folder, REFUSAL);
  if (existsSync(refusal)) throw new Error(`${readFileSync(refusal, 'utf8')}\nTo try again with nothing changed, delete ${folder}`);
  return folder;
}

/** Stores the error of a failed synthesis too, because it would fail again for each test. */
function synthesizeInto(folder: string, lock: string): void {
  const fresh = mkdtempSync(`${folder}-`);
  const args = ['--import', 'tsx', 'test/infra/support/synthesize.ts', fresh];
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
  if (status !== 0) writeFileSync(join(fresh, REFUSAL), stderr);
  renameSync(fresh, folder);
  rmdirSync(lock);
}

/** Takes the lock unless another process has it. Removes the lock of a killed process. */
function isTaken(lock: string): boolean {
  try {
    mkdirSync(lock);
    return false;
  } catch {
    const since = statSync(lock, { throwIfNoEntry: false })?.mtimeMs;
    if (since !== undefined && Date.now() - since > LOCK_MS) rmSync(lock, { recursive: true, force: true });
    return true;
  }
}

function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
}

function hashOfSources(): string {
  const hash = createHash('sha256');
  for (const source of SOURCES) {
    const files = source.includes('.')
      ? [source]
      : readdirSync(ROOT + source, { recursive: true, encoding: 'utf8' }).map((file) => join(source, file));
    // infra/ has its own packages; package-lock.json represents them.
    for (const file of files.filter((name) => /\.\w+$/.test(name) && !name.includes('node_modules')).sort())
      hash.update(file).update(readFileSync(ROOT + file));
  }
  // A synthesis that failed because CDK was missing must not be reused once CDK is installed.
  hash.update(String(existsSync(`${ROOT}infra/node_modules/aws-cdk-lib`)));
  return hash.digest('hex').slice(0, 16);
}
