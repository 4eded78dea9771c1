import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type Environment, tryToRun } from '../../support/commands.ts';

/** The results of `npm run test:deployed`. */
export interface ApiSuite {
  /** The names of the files with tests that passed, such as `records`. */
  readonly files: readonly string[];
  /** The full names of the tests that failed. */
  readonly failed: readonly string[];
  /** The full names of the tests that did not run. */
  readonly skipped: readonly string[];
  readonly output: string;
}

/** Prefixes of the names of tests that need callers with other tokens; see docs/deploy.md. */
export const NEED_OTHER_CALLERS: readonly string[] = ['what a caller may do', 'whose records a caller works with'];

/** Returns the files of the suite that `API_FILES` selects, if it names them: `(records|lists)`. */
export function namedFiles(pattern = ''): string[] {
  return pattern.match(/[\w-]+/g) ?? [];
}

/** Runs the API suite against a stack. */
export async function runApiSuite(env: Environment, folder: string): Promise<ApiSuite> {
  const file = join(folder, 'api-suite.json');
  const others = `^(?!${NEED_OTHER_CALLERS.join('|')})`;
  const options = ['--json', '--outputFile', file, '--testNamePattern', others];
  const { output } = await tryToRun('npm', ['run', '-s', 'test:deployed', '--', ...options], { cwd: '.', env });
  const { testResults } = JSON.parse(await readFile(file, 'utf8'));
  const tests: unknown[] = testResults.flatMap(({ assertionResults }: { assertionResults: unknown[] }) => assertionResults);
  const namesOf = (status: string) => tests.map(Object).flatMap((test) => (test.status === status ? [test.fullName] : []));
  // A file that cannot start has no tests.
  const broken = testResults.filter(
    (result: unknown) => Object(result).status === 'failed' && Object(result).assertionResults.length === 0,
  );
  return {
    files: testResults.flatMap(passedFile),
    failed: [...namesOf('failed'), ...broken.map(({ name }: { name: string }) => name)],
    skipped: namesOf('pending'),
    output,
  };
}

function passedFile({ name, assertionResults }: { name: string; assertionResults: unknown[] }): string[] {
  return assertionResults.some((test) => Object(test).status === 'passed') ? [basename(name, '.test.ts')] : [];
}
