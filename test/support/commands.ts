import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export interface Ended {
  readonly code: number;
  /** What it wrote to stdout and stderr. */
  readonly output: string;
}

export type Environment = Readonly<Record<string, string>>;

/** Runs a program to its end, however it ends. */
export async function tryToRun(program: string, args: readonly string[], options: { cwd: string; env?: Environment }): Promise<Ended> {
  const env = { ...process.env, ...options.env };
  try {
    const { stdout, stderr } = await promisify(execFile)(program, args, { cwd: options.cwd, env, maxBuffer: 64 * 1024 * 1024 });
    return { code: 0, output: stdout + stderr };
  } catch (error) {
    const { code, stdout = '', stderr = '' } = Object(error);
    return { code: typeof code === 'number' ? code : 1, output: `${stdout}${stderr}${code === undefined ? error : ''}` };
  }
}

/** Runs a program. @returns what it wrote to stdout and stderr @throws an Error with that, if it fails */
export async function run(program: string, args: readonly string[], options: { cwd: string; env?: Environment }): Promise<string> {
  const { code, output } = await tryToRun(program, args, options);
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}:\n${output.slice(-4_000)}`);
  return output;
}
