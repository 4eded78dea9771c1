import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { refusedStart, type ServerProcess, startServerProcess } from '../support/server-process.ts';
import { compile, copyWithTutorial, readLaterChanges, readTutorial, runChanges, runGenericSuite, runSteps } from './support/tutorial.ts';

const run = promisify(execFile);
const MINUTES = 60_000;

const tutorial = await readTutorial();
const [description, listing] = tutorial.filter(({ file }) => file !== '');

let copy: Awaited<ReturnType<typeof copyWithTutorial>>;
let server: ServerProcess;

beforeAll(async () => {
  copy = await copyWithTutorial();
  server = await startServerProcess({
    entry: join(copy.folder, 'src/server.ts'),
    env: { DATABASE: 'embedded', DATA_DIR: join(copy.folder, '.data') },
  });
}, MINUTES);
afterAll(async () => {
  await server.end('SIGTERM');
  await copy.remove();
});

describe('the tutorial for a new record type', () => {
  it('adds one file and an entry in the list of types', () => {
    expect([description?.file, listing?.file]).toEqual(['src/records/invoices.ts', 'src/records/index.ts']);
    expect(tutorial.filter(({ file }) => file !== '')).toHaveLength(2);
  });

  it('shows the real answers of the service', async () => {
    const { shown, real } = await runSteps(tutorial, server.port);
    expect(real).toEqual(shown);
    expect(shown.length).toBeGreaterThan(5);
  });

  it(
    'compiles without errors',
    async () => {
      expect(await compile(copy.folder)).toBe('');
    },
    MINUTES,
  );

  it(
    'adds a record type that passes the API suite for all types',
    async () => {
      const { passed, total } = await runGenericSuite(copy.folder, 'invoices');
      expect(passed).toBe(total);
      expect(passed).toBeGreaterThan(20);
    },
    3 * MINUTES,
  );

  it(
    'has no errors in the lint of the OpenAPI document',
    async () => {
      await run('npm', ['run', '-s', 'lint:openapi'], { cwd: copy.folder });
    },
    MINUTES,
  );

  it('shows the real message for an invalid definition', async () => {
    const shown = tutorial.find(({ text }) => text.startsWith('record type'))?.text.trim();
    await writeFile(join(copy.folder, 'src/records/invoices.ts'), description?.text.replace("{ by: 'dueDate' }", "{ by: 'dueDay' }") ?? '');
    const { code, output } = await refusedStart({
      entry: join(copy.folder, 'src/server.ts'),
      env: { DATABASE: 'embedded', DATA_DIR: join(copy.folder, 'data-of-this-start') },
    });
    expect(code).toBe(1);
    expect(output).toContain(shown ?? 'what the tutorial shows');
    expect(output).not.toContain('    at ');
  });
});

describe('the part “Changing it later”', () => {
  it(
    'shows the real answers, on the existing invoices',
    async () => {
      await server.end('SIGTERM');
      await writeFile(join(copy.folder, 'src/records/invoices.ts'), description?.text ?? '');
      const later = await readLaterChanges();
      const { shown, real } = await runChanges(later, copy.folder);
      expect(real).toEqual(shown);
      expect(shown.length).toBeGreaterThan(15);
      expect(await compile(copy.folder)).toBe('');
    },
    5 * MINUTES,
  );
});
