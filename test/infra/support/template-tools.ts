import { readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { tryToRun } from '../../support/commands.ts';
import { installPython } from '../../support/python.ts';

/** The findings of a tool, as `<template> <resource> <rule>`. cfn-lint gives the path in the template instead of the resource. */
export interface Findings {
  readonly open: readonly string[];
  /** The findings that the metadata of the template acknowledges. */
  readonly acknowledged: readonly string[];
}

type Tool = (templates: readonly string[]) => Promise<Findings>;

const FOLDER = resolve('test/infra');
const GUARD = join(FOLDER, 'node_modules/@cdklabs/cdk-validator-cfnguard');
const CHECKOV = ['--framework', 'cloudformation', '--output', 'json', '--compact', '--skip-download'];
const ALL_RULES = ['E', 'W', 'I'];

export async function installTemplateTools(): Promise<void> {
  await installPython(FOLDER);
}

/** Runs all rules, including experimental ones. A second run finds the acknowledged ones. */
export const cfnLint: Tool = async (templates) => {
  const common = ['--format', 'json', '--include-experimental', '--include-checks', ...ALL_RULES];
  const open = await lint([...common, '--', ...templates]);
  const all = await lint([...common, '--mandatory-checks', ...ALL_RULES, '--', ...templates]);
  return { open, acknowledged: all.filter((finding) => !open.includes(finding)) };
};

async function lint(args: readonly string[]): Promise<string[]> {
  const found: unknown[] = JSON.parse(await outputOf(python('cfn-lint'), args));
  return found.map((finding) => {
    const { Filename, Location, Rule } = Object(finding);
    return `${nameOf(Filename)} ${Location.Path?.join('/')} ${Rule.Id}`;
  });
}

export const checkov: Tool = async (templates) => {
  const files = templates.flatMap((template) => ['--file', template]);
  const { results } = JSON.parse(await outputOf(python('checkov'), [...files, ...CHECKOV]));
  const named = (found: unknown[]) =>
    found.map((finding) => {
      const { file_path, resource, check_id } = Object(finding);
      return `${nameOf(file_path)} ${resource.split('.').at(-1)} ${check_id}`;
    });
  return { open: named(results.failed_checks), acknowledged: named(results.skipped_checks) };
};

/** Runs the rules of AWS Control Tower. They do not read the metadata themselves. */
export const cfnGuard: Tool = async (templates) => {
  const found = (await Promise.all(templates.map(guard))).flat();
  const suppressed = new Set(templates.flatMap(suppressedIn));
  return {
    open: found.filter((finding) => !suppressed.has(finding)),
    acknowledged: found.filter((finding) => suppressed.has(finding)),
  };
};

async function guard(template: string): Promise<string[]> {
  const system = process.platform === 'darwin' ? 'macos' : 'ubuntu';
  const program = join(GUARD, 'bin', system, process.arch === 'arm64' ? 'aarch64' : 'x86_64', 'cfn-guard');
  const rules = ['--rules', join(GUARD, 'rules/control-tower/cfn-guard')];
  const format = ['--output-format', 'json', '--structured', '--show-summary', 'none'];
  const [report] = JSON.parse(await outputOf(program, ['validate', '--data', template, ...rules, ...format]));
  const found = report.not_compliant.flatMap((rule: unknown) => {
    // The shape depends on the rule. Each check has the path of its resource and a message with the id of the rule.
    const text = JSON.stringify(rule);
    const [, id] = /\[(CT\.[\w.]+)\]/.exec(text) ?? [];
    return [...text.matchAll(/\/Resources\/(\w+)/g)].map(([, resource]) => `${nameOf(template)} ${resource} ${id}`);
  });
  return [...new Set<string>(found)];
}

function suppressedIn(template: string): string[] {
  const { Resources } = JSON.parse(readFileSync(template, 'utf8'));
  return Object.entries(Resources).flatMap(([resource, described]) => {
    const rules: string[] = Object(described).Metadata?.guard?.SuppressedRules ?? [];
    return rules.map((rule) => `${nameOf(template)} ${resource} ${rule}`);
  });
}

/** Returns the output of a program also if it fails, because these tools fail if they find something. */
async function outputOf(program: string, args: readonly string[]): Promise<string> {
  const { output } = await tryToRun(program, args, { cwd: FOLDER });
  return output;
}

function python(name: string): string {
  return join(FOLDER, 'node_modules/.venv/bin', name);
}

function nameOf(template: string): string {
  return basename(template, '.template.json');
}
