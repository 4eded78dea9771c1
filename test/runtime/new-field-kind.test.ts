import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ServerProcess, startServerProcess } from '../support/server-process.ts';
import { compile, copyWithTutorial, readTutorial, runGenericSuite, runSteps } from './support/tutorial.ts';

const run = promisify(execFile);
const MINUTES = 60_000;
const PAGE = 'docs/adding-a-field-kind.md';

const tutorial = await readTutorial(PAGE);

let copy: Awaited<ReturnType<typeof copyWithTutorial>>;
let server: ServerProcess;

beforeAll(async () => {
  copy = await copyWithTutorial(PAGE);
  server = await startServerProcess({
    entry: join(copy.folder, 'src/server.ts'),
    env: { DATABASE: 'embedded', DATA_DIR: join(copy.folder, '.data') },
  });
}, MINUTES);
afterAll(async () => {
  await server.end('SIGTERM');
  await copy.remove();
});

describe('the tutorial for a new field kind', () => {
  it('adds one file to the kinds, and one file and one name to the controls', () => {
    const files = tutorial.flatMap(({ file }) => (file === '' ? [] : [file]));
    expect(files.filter((file) => !file.startsWith('src/records/'))).toEqual([
      'src/schema/fields/color.ts',
      'public/controls/color.tsx',
      'public/controls/index.ts',
    ]);
  });

  it('shows the real answers of the service', async () => {
    const { shown, real } = await runSteps(tutorial, server.port);
    expect(real).toEqual(shown);
    expect(shown).toHaveLength(3);
  });

  it(
    'compiles without errors, in the UI too',
    async () => {
      expect(await compile(copy.folder)).toBe('');
    },
    MINUTES,
  );

  it(
    'adds a record type that passes the API suite for all types',
    async () => {
      const { passed, total } = await runGenericSuite(copy.folder, 'labels');
      expect(passed).toBe(total);
      expect(passed).toBeGreaterThan(15);
    },
    3 * MINUTES,
  );

  it(
    'has no errors in the lint of the OpenAPI document and in the build of the UI',
    async () => {
      await run('npm', ['run', '-s', 'lint:openapi'], { cwd: copy.folder });
      // Jest sets NODE_ENV, so without this Vite would not build for production.
      await run('npm', ['run', '-s', 'build:ui'], { cwd: copy.folder, env: { ...process.env, NODE_ENV: undefined } });
    },
    2 * MINUTES,
  );
});
