import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { CommandRefused } from './command-refused.ts';

/** The folder of the project, with a slash at its end. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Runs the CDK of this project; it never tells Amazon that it was run. @throws {CommandRefused} if it fails. */
export async function cdk(...args: readonly string[]): Promise<void> {
  await runTool('npx', ['--no-install', 'cdk', ...args], { CDK_DISABLE_CLI_TELEMETRY: 'true' });
}

/** Runs a program in the folder of the project, on the same terminal. @throws {CommandRefused} if it fails. */
export async function runTool(command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<void> {
  const code = await new Promise<number | null>((resolve, reject) => {
    const child = spawn(command, args, { cwd: ROOT, stdio: 'inherit', env: { ...process.env, ...env } });
    child.once('error', reject).once('close', resolve);
  });
  if (code !== 0) throw new CommandRefused(`"${command} ${args.join(' ')}" failed: see above`);
}
