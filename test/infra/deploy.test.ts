import { UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { deployStage } from '../../infra/commands/deploy-stage.ts';
import { createDeployedStack } from '../../infra/commands/deployed-stack.ts';
import { stageNamed } from '../../infra/stage.ts';
import { createEmbeddedDatabase, type EmbeddedDatabase } from '../../src/local/embedded-database.ts';
import { NAME } from '../../src/name.ts';
import { text } from '../../src/schema/fields/text.ts';
import type { RecordType } from '../../src/schema/record-type.ts';
import { readCatalog } from '../../src/store/catalog.ts';
import { createTable } from '../../src/store/create-table.ts';
import { createDynamoClient, createDynamoTable } from '../../src/store/dynamo-client.ts';
import { describeTypes, readKeptDefinitions } from '../../src/store/kept-definitions.ts';
import { LAYOUT_KEY } from '../../src/store/layout.ts';
import { TABLE_INDEXES, TYPE_SLOTS } from '../../src/store/table.ts';
import { indexDefinition, missingIndexes, stringAttributes } from '../../src/store/table-indexes.ts';
import { upgradeTable } from '../../src/store/upgrade-table.ts';
import { UsageError } from '../../src/usage-error.ts';
import { BEFORE, BEFORE_FULL, CHANGES } from '../evolution/definitions.ts';
import { fill, storeOn, write } from '../evolution/suite.ts';
import { itemsOf, wrongAnswers } from '../evolution/truth.ts';
import { createFirstTable } from '../support/first-table.ts';
import { type AwsAnswer, type FakeAws, startAws } from './support/fake-aws.ts';

jest.setTimeout(60_000);

const TABLE = `${NAME}-dev-1`;
const ACCEPT = 'To deploy all the same: npm run deploy -- --stage dev --accept "the reason"';
const GONE: AwsAnswer = { refusal: 'ValidationError', message: `Stack with id ${NAME}-dev does not exist` };
const withIndexes = (count: number): AwsAnswer => ({
  answer:
    `<Stacks><member><StackName>${NAME}-dev</StackName><StackStatus>UPDATE_COMPLETE</StackStatus><Outputs>` +
    `<member><OutputKey>TableName</OutputKey><OutputValue>${TABLE}</OutputValue></member>` +
    `<member><OutputKey>TableIndexes</OutputKey><OutputValue>${count}</OutputValue></member>` +
    '<member><OutputKey>SiteUrl</OutputKey><OutputValue>https://site.example</OutputValue></member></Outputs></member></Stacks>',
});
const DEPLOYED = withIndexes(TABLE_INDEXES.length);

const { env } = process;
let aws: FakeAws;
let database: EmbeddedDatabase;
let client: ReturnType<typeof createDynamoClient>;
/** The answer of CloudFormation to DescribeStacks. */
let stack: AwsAnswer;

beforeEach(async () => {
  stack = GONE;
  aws = await startAws(({ action }) => (action === 'DescribeStacks' ? stack : { refusal: 'InvalidAction', message: action }));
  process.env = { ...env, ...aws.env };
  database = await createEmbeddedDatabase();
  client = createDynamoClient(database.clientConfig);
});
afterEach(async () => {
  process.env = env;
  client.destroy();
  await database.close();
  await aws.close();
});

interface Attempt {
  readonly accept?: string;
  /** The client that the deployment uses. */
  readonly through?: typeof client;
  /** Runs while the stack changes. */
  readonly onUpdate?: () => Promise<void>;
  /** Runs while the deployment waits until every process knows the catalog. */
  readonly wait?: () => Promise<void>;
}

/** Deploys the stage `dev` with these definitions. */
async function deploy(types: readonly RecordType[], { accept, through = client, onUpdate, wait = async () => undefined }: Attempt = {}) {
  const lines: string[] = [];
  const steps: string[] = [];
  const outcome = await deployStage({
    stage: stageNamed('dev'),
    stack: createDeployedStack(stageNamed('dev')),
    recordTypes: types,
    build: async () => void steps.push('build'),
    async updateStack({ indexes }) {
      steps.push('update');
      if (stack === GONE) await createTableOfCdk();
      else await addIndexesUpTo(indexes);
      stack = withIndexes(indexes);
      await onUpdate?.();
    },
    openTable: async (tableName) => ({
      client: through,
      tableName,
      name: `the table ${tableName}`,
      shared: true,
      close: async () => undefined,
    }),
    print: (line) => void lines.push(...line.split('\n')),
    accept,
    wait,
  }).catch((error: unknown) => error);
  return { outcome, lines, steps };
}

/** Creates the table as CloudFormation does: without a layout. */
async function createTableOfCdk(): Promise<void> {
  await createTable(client, TABLE);
  await client.send(new DeleteCommand({ TableName: TABLE, Key: LAYOUT_KEY }));
}

/** Adds indexes as CloudFormation does: one in each update. */
async function addIndexesUpTo(count: number): Promise<void> {
  const missing = (await missingIndexes(client, TABLE)).filter((index) => TABLE_INDEXES.indexOf(index) < count);
  if (missing.length > 1) throw new Error('Cannot perform more than one GSI creation or deletion in a single update');
  for (const index of missing) {
    await client.send(
      new UpdateTableCommand({
        TableName: TABLE,
        AttributeDefinitions: stringAttributes([index.partitionKey, index.sortKey]),
        GlobalSecondaryIndexUpdates: [{ Create: indexDefinition(index) }],
      }),
    );
  }
}

function change(name: string): RecordType {
  const found = CHANGES.find(([one]) => one === name)?.[2];
  if (found === undefined) throw new RangeError(`no change ${name}`);
  return found;
}

const table = () => createDynamoTable({ client, tableName: TABLE });
const indexesOf = async (type: RecordType) => (await readCatalog(table())).types[type.name]?.indexes ?? [];
const items = async (type: RecordType) => await itemsOf(client, TABLE, { workspace: 'w', type });

async function expectCorrect(type: RecordType): Promise<void> {
  expect(await wrongAnswers(storeOn(client, TABLE), { workspace: 'w', type }, await items(type))).toEqual([]);
}

describe('the first deployment', () => {
  it('finds no stack, creates the table, and gives it its layout and its definitions', async () => {
    const { outcome, lines, steps } = await deploy([BEFORE]);
    expect({ outcome, steps }).toEqual({ outcome: 0, steps: ['build', 'update'] });
    expect(lines[0]).toBe('The UI        https://site.example/');
    expect((await readCatalog(table())).revision).toBeGreaterThan(0);
    expect((await readKeptDefinitions(table())).types).toEqual(describeTypes([BEFORE]));
    await fill(storeOn(client, TABLE), BEFORE, 'w', 6);
    await expectCorrect(BEFORE);
  });

  it('succeeds after a failed one, which left a stack without a table', async () => {
    stack = { answer: `<Stacks><member><StackName>${NAME}-dev</StackName><StackStatus>CREATE_FAILED</StackStatus></member></Stacks>` };
    await createTableOfCdk();
    expect((await deploy([BEFORE])).outcome).toBe(0);
  });
});

describe('a deployment of an invalid definition', () => {
  it('is refused with the faults before any request to AWS', async () => {
    const invalid = { ...BEFORE, example: { ...BEFORE.example, nothing: 1 } };
    const fault = `record type "${BEFORE.name}": its example names the unknown field "nothing"; correct it`;
    const { outcome, steps } = await deploy([invalid]);
    expect({ outcome, steps, asked: aws.asked }).toEqual({
      outcome: new UsageError(`${fault}\nNothing was changed.`),
      steps: [],
      asked: [],
    });
  });
});

describe('a deployment to a table of an older layout', () => {
  it('names the command that upgrades the table, and stores the definitions after the upgrade', async () => {
    await createTableOfCdk();
    stack = DEPLOYED;
    const Item = { pk: 'records#w#jobs', sk: '01890000-0000-7000-8000-000000000000', id: 'x', title: 'One', version: 1, writeId: 'w' };
    await client.send(new PutCommand({ TableName: TABLE, Item }));
    const { outcome, lines, steps } = await deploy([BEFORE]);
    expect({ outcome, steps }).toEqual({ outcome: 1, steps: ['build', 'update'] });
    expect(lines.at(-1)).toMatch(
      new RegExp(`^Table {9}The table has layout 1, .*npm run upgrade-table\\. \\(with TABLE_NAME=${NAME}-dev-1 AWS_REGION=`),
    );
    expect(await readKeptDefinitions(table())).toMatchObject({ revision: 0 });
    await upgradeTable(client, TABLE);
    expect((await deploy([BEFORE])).outcome).toBe(0);
    expect((await readKeptDefinitions(table())).types).toEqual(describeTypes([BEFORE]));
  });
});

describe('a deployment with the same definitions', () => {
  it('reads no records and succeeds', async () => {
    await deploy([BEFORE]);
    await fill(storeOn(client, TABLE), BEFORE, 'w', 6);
    const asked: (string | undefined)[] = [];
    const watched = createDynamoClient(database.clientConfig);
    watched.middlewareStack.add(
      (next, { commandName }) =>
        async (request) => {
          asked.push(commandName);
          return await next(request);
        },
      { step: 'initialize' },
    );
    const { outcome, lines } = await deploy([BEFORE], { through: watched });
    watched.destroy();
    expect(outcome).toBe(0);
    expect(asked).toContain('GetItemCommand');
    expect(asked).not.toContain('ScanCommand');
    expect(lines.at(-1)).toBe(`The indexes of the table ${NAME}-dev-1 are complete.`);
  });
});

describe('a deployment that would hide or break values', () => {
  beforeEach(async () => {
    await deploy([BEFORE]);
    await fill(storeOn(client, TABLE), BEFORE, 'w', 12);
  });

  it.each([
    ['a choice is removed', /^ {2}jobs\.status: 4 records have the removed choice "blocked" .* To keep it: retired: \['blocked'\]\.$/],
    ['a field becomes required', /^ {2}jobs\.due: 3 records have no value, and it is required/],
    ['an indexed field is removed', /^ {2}jobs\.due: 9 records have .* To remove the values: npm run check-data -- --stage dev --purge$/],
    ['limits are lowered', /^ {2}jobs\.title: \d+ records have a value that does not fit: too-long/],
    ['a list becomes a text that is indexed', /^ {2}jobs\.tags: \d+ records have a value that does not fit: wrong-type/],
  ])('stops before the build when %s, and names the remedy', async (name, line) => {
    const earlier = await items(BEFORE);
    const { outcome, lines, steps } = await deploy([change(name)]);
    expect(outcome).toEqual(new UsageError(`Nothing was deployed. ${ACCEPT}`));
    expect(lines).toContainEqual(expect.stringMatching(line));
    expect(lines).toContain('This change would hide or break values:');
    expect(steps).toEqual([]);
    expect(await items(BEFORE)).toEqual(earlier);
    expect((await readKeptDefinitions(table())).types).toEqual(describeTypes([BEFORE]));
  });

  it('stops when a type with records is removed', async () => {
    const { outcome, lines } = await deploy([]);
    expect(outcome).toBeInstanceOf(UsageError);
    expect(lines).toContainEqual(expect.stringMatching(/^ {2}jobs: 12 records have this type, which was removed/));
  });

  it('continues with --accept, stores the reason, and does not stop at the same change again', async () => {
    const removed = change('an indexed field is removed');
    const { outcome, lines, steps } = await deploy([removed], { accept: 'Nobody needs the date' });
    expect({ outcome, steps }).toEqual({ outcome: 0, steps: ['build', 'update'] });
    expect(lines).toContain('Accepted: Nobody needs the date');
    expect(await readKeptDefinitions(table())).toMatchObject({
      types: describeTypes([removed]),
      accepted: { reason: 'Nobody needs the date' },
    });
    await expectCorrect(removed);
    expect((await deploy([removed])).outcome).toBe(0);
    expect((await deploy([{ ...removed, fields: { ...removed.fields, note: text({ max: 9 }) } }])).outcome).toBe(0);
  });

  it('needs no second --accept after an accepted deployment failed', async () => {
    const removed = change('a choice is removed');
    const failed = await deploy([removed], { accept: 'It was a typo', onUpdate: () => Promise.reject(new Error('rolled back')) });
    expect(failed.outcome).toBeInstanceOf(UsageError);
    expect((await readKeptDefinitions(table())).types).toEqual(describeTypes([BEFORE]));
    const { outcome, lines } = await deploy([removed]);
    expect(outcome).toBe(0);
    expect(lines).toContain('Accepted: It was a typo');
    expect((await deploy([change('limits are lowered')])).outcome).toBeInstanceOf(UsageError);
  });

  it('stops when the records cannot be read, and continues with --accept', async () => {
    const dead = clientThatDies(0);
    const refused = await deploy([BEFORE], { through: dead });
    expect(String(refused.outcome)).toMatch(/could not be checked .* Nothing was deployed\. To deploy all the same/);
    expect(refused.steps).toEqual([]);
    const accepted = await deploy([BEFORE], { through: dead, accept: 'Checked by hand' });
    expect(accepted).toMatchObject({ outcome: 1, steps: ['build', 'update'] });
    dead.destroy();
  });
});

describe('a deployment that needs other indexes', () => {
  it.each(['an index is added', 'an index is by another field', 'all indexes are replaced'])(
    'completes them when %s, and both versions give correct answers meanwhile',
    async (name) => {
      const [, before = BEFORE] = CHANGES.find(([one]) => one === name) ?? [];
      const after = change(name);
      await deploy([before]);
      const running = storeOn(client, TABLE);
      await fill(running, before, 'w', 12);
      const wait = async () => {
        await write(running, { workspace: 'w', type: before });
        await expectCorrect(before);
      };
      let atUpdate: string[] = [];
      const onUpdate = async () => {
        atUpdate = (await indexesOf(after)).filter(({ complete }) => complete).map(({ by }) => (by === 'createdAt' ? by : by.field));
        await expectCorrect(after);
      };
      const { outcome, lines } = await deploy([after], { wait, onUpdate });
      expect(outcome).toBe(0);
      if (name === 'an index is added') expect(atUpdate).toHaveLength(4);
      const indexes = await indexesOf(after);
      expect(indexes.map(({ complete }) => complete)).toEqual(after.indexes.map(() => true));
      expect(lines).toContainEqual(expect.stringMatching(/^ {2}jobs: to build /));
      expect(lines).toContainEqual(expect.stringMatching(/read units?\) and takes at most \d+ write units: \$0\.\d{4} in /));
      await expectCorrect(after);
    },
    60_000,
  );

  it('continues where it stopped after it was killed', async () => {
    await deploy([BEFORE]);
    await fill(storeOn(client, TABLE), BEFORE, 'w', 30);
    const after = change('an index is added');
    for (const point of [3, 8, 12, 16]) {
      const dying = clientThatDies(point);
      const { outcome, steps } = await deploy([after], { through: dying });
      expect(String(outcome)).toMatch(/Nothing was deployed\./);
      expect(steps).not.toContain('update');
      dying.destroy();
    }
    expect((await readCatalog(table())).types['jobs']?.pass).toBeDefined();
    const { outcome } = await deploy([after]);
    expect(outcome).toBe(0);
    expect((await indexesOf(after)).map(({ complete }) => complete)).toEqual(after.indexes.map(() => true));
    await expectCorrect(after);
  }, 60_000);
});

/** A client whose process ends after this many requests. */
function clientThatDies(requests: number): typeof client {
  const dying = createDynamoClient(database.clientConfig);
  let sent = 0;
  dying.middlewareStack.add(
    (next) => async (request) => {
      if (++sent > requests)
        throw Object.assign(new Error('killed'), { name: 'AccessDeniedException', $metadata: { httpStatusCode: 400 } });
      return await next(request);
    },
    { step: 'finalizeRequest', name: 'dies' },
  );
  return dying;
}

describe('a deployment to a table with five indexes', () => {
  it('adds the other indexes one by one and uses them at the end, and answers are complete in every step', async () => {
    await createFirstTable(client, TABLE);
    stack = withIndexes(5);
    const older = storeOn(client, TABLE);
    await fill(older, BEFORE, 'w', 8);
    let updates = 0;
    const { outcome, steps, lines } = await deploy([BEFORE_FULL], {
      async onUpdate() {
        await write(older, { workspace: 'w', type: ++updates < 4 ? BEFORE : BEFORE_FULL });
        await expectCorrect(BEFORE_FULL);
      },
    });
    expect([outcome, steps]).toEqual([0, ['build', 'update', 'update', 'update', 'update', 'update']]);
    expect(lines).toContain('Update 4 of 5: the table gets index-9');
    expect(lines).toContain('Update 5 of 5: the table gets the stream of its changes');
    expect((await indexesOf(BEFORE_FULL)).map(({ slot, complete }) => [slot, complete])).toEqual(TYPE_SLOTS.map((slot) => [slot, true]));
    await write(storeOn(client, TABLE), { workspace: 'w', type: BEFORE_FULL });
    await expectCorrect(BEFORE_FULL);
  });

  it('continues after an interruption', async () => {
    await createFirstTable(client, TABLE);
    stack = withIndexes(5);
    await fill(storeOn(client, TABLE), BEFORE, 'w', 4);
    let updates = 0;
    const first = await deploy([BEFORE_FULL], {
      async onUpdate() {
        if (++updates === 2) throw new Error('cut off');
      },
    });
    expect(first.outcome).toBeInstanceOf(UsageError);
    expect((await readCatalog(table())).layout).toBe(2);
    const second = await deploy([BEFORE_FULL]);
    expect([second.outcome, second.steps]).toEqual([0, ['build', 'update', 'update', 'update']]);
    expect((await readCatalog(table())).layout).toBe(3);
    await expectCorrect(BEFORE_FULL);
  });
});
