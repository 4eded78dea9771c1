import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { UsageError } from '../../src/usage-error.ts';

/** The project folder, with a trailing slash. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Runs the project's CDK without telemetry. @throws {UsageError} if it fails. */
export async function cdk(...args: readonly string[]): Promise<void> {
  await runTool(process.execPath, ['infra/node_modules/aws-cdk/bin/cdk', ...args], { CDK_DISABLE_CLI_TELEMETRY: 'true' });
}

/** Runs a program in the project folder on the same terminal. @throws {UsageError} if it fails. */
export async function runTool(command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<void> {
  const failure = await new Promise<string | undefined>((resolve) => {
    const child = spawn(command, args, { cwd: ROOT, stdio: 'inherit', env: { ...process.env, ...env } });
    child.once('error', (error) => resolve(error.message)).once('close', (code) => resolve(code === 0 ? undefined : 'see above'));
  });
  if (failure !== undefined) throw new UsageError(`"${command} ${args.join(' ')}" failed: ${failure}`);
}
