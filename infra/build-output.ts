import { existsSync, readFileSync } from 'node:fs';
import { UsageError } from '../src/usage-error.ts';
import { ROOT, runTool } from './commands/run-tool.ts';
import type { BuiltHooks } from './stack.ts';

const BUILT = ['dist/lambda/index.mjs', 'dist/lambda/app.cjs', 'dist/changes/index.mjs', 'dist/public/index.html'];

/** Builds the function and the UI. @throws {UsageError} if the build fails or a file is missing. */
export async function build(): Promise<void> {
  await runTool('npm', ['run', 'build']);
  const missing = missingBuild();
  if (missing.length > 0) throw new UsageError(`"npm run build" did not create ${missing.join(', ')}.`);
}

/** Returns the files that are missing from the build output. */
export function missingBuild(): string[] {
  return BUILT.filter((file) => !existsSync(ROOT + file));
}

/** Returns the function that runs hooks, which the build creates only if a record type has hooks. */
export function builtHooks(): BuiltHooks | undefined {
  const code = `${ROOT}dist/hooks`;
  return existsSync(code) ? { code, types: JSON.parse(readFileSync(`${code}/types.json`, 'utf8')) } : undefined;
}
