import { existsSync } from 'node:fs';
import { UsageError } from '../src/usage-error.ts';
import { ROOT, runTool } from './commands/run-tool.ts';

const BUILT = ['dist/lambda/index.mjs', 'dist/lambda/app.cjs', 'dist/public/index.html'];

/** Builds what is deployed: the function and the UI. @throws {UsageError} if the build fails, or leaves one of them out. */
export async function build(): Promise<void> {
  await runTool('npm', ['run', 'build']);
  const missing = missingBuild();
  if (missing.length > 0) throw new UsageError(`npm run build left no ${missing.join(' and no ')}: there is nothing to deploy`);
}

/** The files of the build that are not there. */
export function missingBuild(): string[] {
  return BUILT.filter((file) => !existsSync(ROOT + file));
}
