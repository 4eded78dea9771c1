import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

/** The folder of this suite; its tools run there. */
const FOLDER = resolve('test/clients');
const VENV = resolve('test/clients/generated/venv');
const JAR = {
  url: 'https://repo1.maven.org/maven2/org/openapitools/openapi-generator-cli/7.25.0/openapi-generator-cli-7.25.0.jar',
  sha256: '41ce4f6b07f196676439d710759fa1ced7a08066d06ff1bf314681470289efae',
  file: resolve('test/clients/generated/openapi-generator-cli.jar'),
};

/** Runs a program. @returns what it wrote to stdout @throws an Error that shows everything it wrote */
export async function run(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  cwd = FOLDER,
): Promise<string> {
  try {
    const options = { cwd, env: { ...process.env, ...env }, maxBuffer: 64 * 1024 * 1024 };
    return (await promisify(execFile)(program, args, options)).stdout;
  } catch (error) {
    const { stdout, stderr } = Object(error);
    throw new Error(`${program} ${args.join(' ')} failed:\n${stdout}\n${stderr}`, { cause: error });
  }
}

/** A program that `requirements.txt` installed. */
export function python(name: string): string {
  return join(VENV, 'bin', name);
}

/** A program that `package.json` of this folder installed. */
export function nodeTool(name: string): string {
  return join(FOLDER, 'node_modules/.bin', name);
}

export function openApiGenerator(args: readonly string[]): Promise<string> {
  return run('java', ['-jar', JAR.file, ...args]);
}

/** Installs the generators by their lock files; what is there already stays. */
export async function installTools(): Promise<void> {
  await mkdir(join(FOLDER, 'generated'), { recursive: true });
  await Promise.all([installNodeTools(), installPythonTools(), fetchJar()]);
}

/** Installs what `package.json` of this folder names. */
export async function installNodeTools(): Promise<void> {
  if (!existsSync(nodeTool('orval'))) await run('npm', ['ci', '--ignore-scripts', '--loglevel=error']);
}

async function installPythonTools(): Promise<void> {
  if (existsSync(python('schemathesis'))) return;
  await run('python3', ['-m', 'venv', VENV]);
  await run(python('pip'), ['install', '--quiet', '--requirement', 'requirements.txt']);
}

async function fetchJar(): Promise<void> {
  if (existsSync(JAR.file)) return;
  const answer = await fetch(JAR.url);
  const bytes = Buffer.from(await answer.arrayBuffer());
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 !== JAR.sha256) throw new Error(`${JAR.url} (${answer.status}) has the SHA-256 ${sha256}`);
  await writeFile(JAR.file, bytes);
}
