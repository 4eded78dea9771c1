import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text as read } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { buildIndexes } from '../../infra/commands/build-indexes.ts';
import type { StageTable } from '../../infra/commands/stage-table.ts';
import { NAME } from '../../src/name.ts';
import { recordTypes } from '../../src/records/index.ts';
import { tasks } from '../../src/records/tasks.ts';
import { number } from '../../src/schema/fields/number.ts';
import type { RecordType } from '../../src/schema/record-type.ts';
import { readCatalog } from '../../src/store/catalog.ts';
import { createDynamoClient, createDynamoTable } from '../../src/store/dynamo-client.ts';
import { createDynamoStore } from '../../src/store/dynamo-store.ts';
import { declaredIndexes } from '../../src/store/index-spec.ts';
import { changeKeptDefinitions, describeTypes, isUnchanged, readKeptDefinitions } from '../../src/store/kept-definitions.ts';
import { describeIndex } from '../../src/store/reindex-plan.ts';
import { itemsOf, wrongAnswers } from '../evolution/truth.ts';
import { type DynamoDbLocal, settingsOf, startDynamoDbLocal } from '../support/dynamodb-local.ts';
import { type FakeAws, startAws } from './support/fake-aws.ts';

jest.setTimeout(120_000);

/** The tasks of an earlier version, with another field and only one of the current indexes. */
const EARLIER: RecordType = { ...tasks, fields: { ...tasks.fields, effort: number({}) }, indexes: [{ by: 'title' }] };
const MISSING = declaredIndexes(tasks).filter((index) => describeIndex(index) !== 'by title');
const RECORDS = 25;

let database: DynamoDbLocal;
let aws: FakeAws;
let client: ReturnType<typeof createDynamoClient>;
beforeAll(async () => {
  database = await startDynamoDbLocal();
  client = createDynamoClient(database.clientConfig);
  const output = `<member><OutputKey>TableName</OutputKey><OutputValue>${database.tableName}</OutputValue></member>`;
  const stack = `<Stacks><member><StackName>${NAME}-prod</StackName><StackStatus>UPDATE_COMPLETE</StackStatus><Outputs>${output}</Outputs></member></Stacks>`;
  aws = await startAws(({ action }) => (action === 'DescribeStacks' ? { answer: stack } : { refusal: 'InvalidAction', message: action }));
  const store = createDynamoStore({ table: table() });
  for (let n = 0; n < RECORDS; n++) {
    await store.create(
      { workspace: 'w', type: EARLIER },
      { title: `Task ${n % 7}`, status: 'open', priority: 'low', effort: n },
      { by: 'ed' },
    );
  }
  await changeKeptDefinitions(table(), () => ({ types: describeTypes([EARLIER]) }));
});
afterAll(async () => {
  client.destroy();
  await aws.close();
  await database.close();
});

const table = () => createDynamoTable({ client, tableName: database.tableName });

/** Starts a command like an operator. Without `--stage`, it finds the table by the settings of a server. */
function start(command: string, ...args: readonly string[]): ChildProcess {
  const { TABLE_NAME, ...settings } = settingsOf(database);
  const own = args.includes('--stage') ? {} : { TABLE_NAME };
  const env = { ...process.env, ...aws.env, ...settings, ...own };
  return spawn(process.execPath, ['--import', 'tsx', `infra/commands/${command}.ts`, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
}

async function run(command: string, ...args: readonly string[]) {
  const child = start(command, ...args);
  const ended = once(child, 'close');
  const [output = '', errors = ''] = await Promise.all(
    [child.stdout, child.stderr].map(async (stream) => (stream === null ? '' : await read(stream))),
  );
  await ended;
  return { code: child.exitCode, lines: output.trimEnd().split('\n'), errors };
}

const indexes = async () => (await readCatalog(table())).types['tasks']?.indexes ?? [];

describe('npm run check-data for a table in DynamoDB', () => {
  it.each([['--stage', 'prod'], []])('with %s %s reports the values that would be hidden and the cost of the reads', async (...args) => {
    const { code, lines } = await run('check-data', ...args);
    expect(lines[0]).toMatch(/^Reading about \d+ items of the DynamoDB table \S+ at http:\S+ takes \d+ read units?: \$0\.\d{4} in \S+\.$/);
    expect(lines).toContain(`${RECORDS} records were read.`);
    expect(lines).toContainEqual(expect.stringMatching(/^ {2}tasks\.effort: 25 records have a value of this removed field/));
    expect(lines.at(-1)).toBe(
      args.length === 0
        ? 'To accept the change: npm run check-data -- --accept "the reason"'
        : 'To accept the change: npm run deploy -- --stage prod --accept "the reason"',
    );
    expect(code).toBe(1);
  });

  it('refuses to purge values that the deployed version may use', async () => {
    const { code, errors } = await run('check-data', '--stage', 'prod', '--purge', '--yes');
    expect({ code, errors }).toEqual({
      code: 1,
      errors: expect.stringMatching(/^Nothing was changed: the deployed version may still use tasks\.effort\./),
    });
    const items = await itemsOf(client, database.tableName, { workspace: 'w', type: tasks });
    expect(items.filter(({ effort }) => effort !== undefined)).toHaveLength(RECORDS);
  });

  it('refuses --accept for a stage and names the command of the deployment', async () => {
    expect(await run('check-data', '--stage', 'prod', '--accept', 'Unused')).toMatchObject({
      code: 1,
      errors: 'The deployment accepts a change: npm run deploy -- --stage prod --accept "Unused"\n',
    });
  });

  it('accepts a change of a table without a stage, and then purges', async () => {
    expect((await run('check-data', '--accept', 'Unused')).code).toBe(0);
    const kept = await readKeptDefinitions(table());
    expect(isUnchanged(kept, recordTypes)).toBe(true);
    expect(kept.accepted?.reason).toBe('Unused');
    expect((await run('check-data', '--purge')).lines).toContain('To continue, run the command again with --yes.');
    expect((await run('check-data', '--purge', '--yes')).lines.at(-1)).toBe(`Purged: ${RECORDS} records were changed.`);
    expect((await run('check-data')).code).toBe(0);
  });

  it('reports in one sentence that a table cannot be read', async () => {
    const env = { ...process.env, ...settingsOf({ ...database, tableName: 'no-such-table' }) };
    const child = spawn(process.execPath, ['--import', 'tsx', 'infra/commands/check-data.ts'], {
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const errors = child.stderr ? await read(child.stderr) : '';
    expect(errors).toMatch(/^the DynamoDB table no-such-table at \S+: It cannot be read \(.*ResourceNotFoundException.*\)\.\n$/);
  });
});

describe('npm run reindex -- --stage prod --type tasks', () => {
  it('prints the cost first, and continues after a kill', async () => {
    const child = start('reindex', '--stage', 'prod', '--type', 'tasks');
    const lines: string[] = [];
    for await (const chunk of child.stdout ?? []) {
      lines.push(...String(chunk).trimEnd().split('\n'));
      if (lines.some((line) => line.startsWith('Waiting'))) break;
    }
    child.kill('SIGKILL');
    expect(lines).toEqual([
      expect.stringMatching(/^The indexes of the DynamoDB table /),
      ...MISSING.map((index) => `  tasks: to build  ${describeIndex(index)}`),
      expect.stringMatching(
        /^It reads about \d+ items once \(\d+ read units?\) and takes at most \d+ write units: \$0\.\d{4} in \S+ on AWS\.$/,
      ),
      'Waiting until every process that uses the table knows of the change (6 minutes)',
    ]);
    expect((await indexes()).map(({ complete }) => complete)).toEqual([true, ...MISSING.map(() => false)]);

    const resumed: string[] = [];
    const stageTable: StageTable = { client, tableName: database.tableName, name: 'it', shared: true, close: async () => undefined };
    await buildIndexes(stageTable, [tasks], { print: (line) => resumed.push(line), wait: async () => undefined });
    expect(resumed.at(-1)).toBe(`The indexes of tasks are complete: ${RECORDS} records read, ${RECORDS} of them corrected.`);
    expect((await indexes()).map(({ complete }) => complete)).toEqual([true, ...MISSING.map(() => true)]);
    const scope = { workspace: 'w', type: tasks };
    const items = await itemsOf(client, database.tableName, scope);
    expect(await wrongAnswers(createDynamoStore({ table: table() }), scope, items)).toEqual([]);

    const { code, lines: again } = await run('reindex', '--stage', 'prod', '--type', 'tasks');
    expect({ code, again }).toEqual({ code: 0, again: [expect.stringMatching(/^The indexes of the DynamoDB table .* are complete\.$/)] });
  });
});
