import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { openTable } from '../../src/export-import/open-table.ts';
import { recordTypes } from '../../src/records/index.ts';
import { tasks } from '../../src/records/tasks.ts';
import { choice } from '../../src/schema/fields/choice.ts';
import { number } from '../../src/schema/fields/number.ts';
import type { RecordType } from '../../src/schema/record-type.ts';
import { createDynamoTable } from '../../src/store/dynamo-client.ts';
import { createDynamoStore } from '../../src/store/dynamo-store.ts';
import { declaredIndexes } from '../../src/store/index-spec.ts';
import { changeKeptDefinitions, describeTypes } from '../../src/store/kept-definitions.ts';
import { describeIndex } from '../../src/store/reindex-plan.ts';

// Each case starts several processes.
jest.setTimeout(60_000);

/** The tasks of an earlier version, with another choice, another field and without the current indexes. */
const EARLIER: RecordType = {
  ...tasks,
  fields: { ...tasks.fields, status: choice({ choices: ['open', 'blocked'] }), effort: number({}) },
  indexes: [],
};

const MOST_INDEXES = Math.max(...recordTypes.map(({ indexes }) => indexes.length));
const INDEXES = declaredIndexes(tasks).map(describeIndex);
const DEFAULTS = ['status', 'priority'].map((field) => `  tasks: to write  the default of ${field} into records without a value`);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'check-data-'));
  const options = { command: 'test', mayCreate: true, onProgress: () => undefined };
  const opened = await openTable({ DATABASE: 'embedded', DATA_DIR: folder }, options);
  const table = createDynamoTable(opened);
  const store = createDynamoStore({ table });
  for (const status of ['open', 'blocked', 'blocked', 'blocked', 'blocked']) {
    await store.create({ workspace: 'w', type: EARLIER }, { title: 'x', status, priority: 'low', effort: 3 }, { by: 'ed' });
  }
  await changeKeptDefinitions(table, () => ({ types: describeTypes([EARLIER]) }));
  await opened.close();
});
afterAll(async () => await rm(folder, { recursive: true }));

interface Outcome {
  readonly code: number;
  readonly lines: string[];
  readonly errors: string;
}

function run(command: string, ...args: readonly string[]): Promise<Outcome> {
  return runFile('.', `infra/commands/${command}.ts`, args);
}

function runFile(cwd: string, file: string, args: readonly string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, ['--import', 'tsx', file, ...args], { cwd }, (_, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, lines: stdout.trimEnd().split('\n'), errors: stderr }),
    );
  });
}

describe('the commands for a changed definition, on a folder', () => {
  it('npm run check-data lists the indexes to build and the values that would be hidden, and exits with 1', async () => {
    const { code, lines } = await run('check-data', '--data', folder);
    const ids = '\\([-0-9a-f, ]+, …\\)';
    expect(lines).toEqual([
      expect.stringMatching(/^The indexes of the table records in .*:$/),
      ...INDEXES.map((index) => `  tasks: to build  ${index}`),
      ...DEFAULTS,
      // 5 records, the layout and the definitions: 7 items of up to 1 KB, each in the table twice and in each index.
      expect.stringMatching(
        new RegExp(
          `^It reads about 7 items once \\(\\d read units?\\) and takes at most ${7 * (2 + MOST_INDEXES)} write units: \\$0\\.\\d{4} in `,
        ),
      ),
      '5 records were read.',
      'This change would hide or break values:',
      expect.stringMatching(
        new RegExp(
          `^  tasks\\.effort: 5 records have a value of this removed field ${ids}\\. To remove the values: npm run check-data -- --data ${folder} --purge$`,
        ),
      ),
      expect.stringMatching(
        new RegExp(`^  tasks\\.status: 4 records have the removed choice "blocked" ${ids}\\. To keep it: retired: \\['blocked'\\]\\.$`),
      ),
      `To accept the change: npm run check-data -- --data ${folder} --accept "the reason"`,
    ]);
    expect(code).toBe(1);
  });

  it('npm run check-data checks one type with --type, and prints JSON with --json', async () => {
    const other = await run('check-data', '--data', folder, '--type', 'customers');
    expect({ code: other.code, last: other.lines.at(-1) }).toEqual({ code: 0, last: 'All values fit the definitions.' });
    const { code, lines } = await run('check-data', '--data', folder, '--json');
    expect(JSON.parse(lines.join('\n'))).toMatchObject({
      records: 5,
      stops: 2,
      findings: [
        { type: 'tasks', field: 'effort', problem: 'removed-field', count: 5, isNew: true },
        { type: 'tasks', field: 'status', problem: 'removed-choice', detail: 'blocked', count: 4, isNew: true },
      ],
      indexes: { changes: [{ type: 'tasks', build: INDEXES, drop: [] }] },
    });
    expect(code).toBe(1);
  });

  it('npm run check-data -- --purge lists the values to remove, and removes them with --yes', async () => {
    const first = await run('check-data', '--data', folder, '--purge');
    expect(first).toMatchObject({ code: 0, errors: '' });
    expect(first.lines.slice(1, 4)).toEqual([
      '  tasks.effort: to remove from 5 records',
      expect.stringMatching(/^Nothing was changed yet\./),
      `To save them first: npm run export -- --data ${folder} --to ../backup`,
    ]);
    const second = await run('check-data', '--data', folder, '--purge', '--yes');
    expect(second.lines.at(-1)).toBe('Purged: 5 records were changed.');
    const third = await run('check-data', '--data', folder, '--purge', '--yes');
    expect(third.lines).toEqual([expect.stringMatching(/^There is nothing to purge in the table records in /)]);
  });

  it('npm run check-data -- --accept stores the reason, and the next check passes', async () => {
    const accepted = await run('check-data', '--data', folder, '--accept', 'Nobody is blocked any more');
    expect({ code: accepted.code, last: accepted.lines.at(-1) }).toEqual({
      code: 0,
      last: "Accepted. Later comparisons start from today's definitions.",
    });
    const { code, lines } = await run('check-data', '--data', folder);
    expect(code).toBe(0);
    expect(lines).toContain('These hide or break nothing new:');
    expect(lines.at(-1)).toMatch(/^Accepted on \d{4}-\d\d-\d\d: Nobody is blocked any more$/);
  });

  it('npm run reindex -- --type builds the indexes of one type and reports them', async () => {
    const none = await run('reindex', '--data', folder, '--type', 'customers');
    expect(none.lines).toEqual([expect.stringMatching(/^The indexes of the table records in .* are complete\.$/)]);
    const { code, lines } = await run('reindex', '--data', folder, '--type', 'tasks');
    expect(lines.slice(1, INDEXES.length + DEFAULTS.length + 2)).toEqual([
      ...INDEXES.map((index) => `  tasks: to build  ${index}`),
      ...DEFAULTS,
      expect.stringMatching(/^It reads about /),
    ]);
    expect(lines.at(-2)).toBe('5 records, 5 of them corrected');
    expect(lines.at(-1)).toBe('The indexes of tasks are complete: 5 records read, 5 of them corrected.');
    expect(code).toBe(0);
    expect((await run('check-data', '--data', folder)).lines[0]).toMatch(/^The indexes of .* are complete\.$/);
  });

  it.each([
    [['--type', 'invoices'], '--type is "invoices"; known are tasks, customers.\n'],
    [['--purge', '--json'], 'Give --purge without --json and without --accept.\n'],
    [['--yes'], 'Only --purge takes --yes.\n'],
    [['--accept', ' '], '--accept needs a reason, which is kept with the definitions.\n'],
    [['--stage', 'dev'], 'Give either --stage or --data, not both.\n'],
  ])('refuses %j in one sentence', async (args, sentence) => {
    expect(await run('check-data', '--data', folder, ...args)).toMatchObject({ code: 1, errors: sentence });
  });

  describe('with an invalid definition', () => {
    const fault = 'record type "tasks": its example names the unknown field "nothing"; correct it';
    let copy: string;
    beforeAll(async () => {
      copy = await mkdtemp(join(tmpdir(), 'invalid-definition-'));
      for (const path of ['src', 'infra', 'scripts', 'package.json', 'tsconfig.json']) {
        await cp(path, join(copy, path), { recursive: true, filter: (source) => !source.includes('node_modules') });
      }
      for (const packages of ['node_modules', 'infra/node_modules']) await symlink(join(process.cwd(), packages), join(copy, packages));
      const invalid = 'export const recordTypes = [{ ...tasks, example: { ...tasks.example, nothing: 1 } }, customers];';
      const types = ['customers', 'tasks'].map((name) => `import { ${name} } from './${name}.ts';`);
      await writeFile(join(copy, 'src/records/index.ts'), [...types, invalid].join('\n'));
    });
    afterAll(async () => await rm(copy, { recursive: true }));

    it.each([
      ['infra/commands/reindex.ts', ['--data', 'FOLDER']],
      ['infra/commands/check-data.ts', ['--data', 'FOLDER']],
      ['infra/commands/check-data.ts', ['--data', 'FOLDER', '--type', 'customers', '--accept', 'a test']],
      ['infra/commands/check-data.ts', ['--data', 'FOLDER', '--purge', '--yes']],
      ['src/commands/import.ts', ['--from', 'FOLDER']],
    ])('%s %j is refused with the faults, without a stack', async (command, args) => {
      const given = args.map((arg) => (arg === 'FOLDER' ? folder : arg));
      expect(await runFile(copy, command, given)).toMatchObject({ code: 1, errors: `${fault}\nNothing was changed.\n` });
    });
  });

  it('do not create a missing folder', async () => {
    const { code, errors } = await run('check-data', '--data', join(folder, 'typo'));
    expect({ code, errors }).toEqual({ code: 1, errors: expect.stringMatching(/^There are no records in .*typo\./) });
  });
});
