import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createDeployedStack } from '../../infra/commands/deployed-stack.ts';
import { prepareTable } from '../../infra/commands/prepare-table.ts';
import { stageNamed } from '../../infra/stage.ts';
import { NAME } from '../../src/name.ts';
import { createDynamoClient } from '../../src/store/dynamo-client.ts';
import { TABLE_INDEXES } from '../../src/store/table.ts';
import { UsageError } from '../../src/usage-error.ts';
import { type AwsAnswer, type FakeAws, startAws } from './support/fake-aws.ts';

const { env } = process;
let aws: FakeAws | undefined;
afterEach(async () => {
  process.env = env;
  await aws?.close();
});

/**
 * Returns the stage `dev` at a simulated AWS with these answers, which refuses other actions.
 * It gives the answers of a list in order, then repeats the last.
 */
async function stackAt(answers: Readonly<Record<string, AwsAnswer | readonly AwsAnswer[]>>) {
  const counts = new Map<string, number>();
  aws = await startAws(({ action }) => {
    const count = counts.get(action) ?? 0;
    counts.set(action, count + 1);
    const replies = [answers[action] ?? []].flat();
    return replies[Math.min(count, replies.length - 1)] ?? { refusal: 'InvalidAction', message: action };
  });
  process.env = { ...env, ...aws.env };
  return { stack: createDeployedStack(stageNamed('dev'), { pollMs: 1 }), asked: aws.asked };
}

const inStatus = (status: string): AwsAnswer => ({
  answer: `<Stacks><member><StackName>${NAME}-dev</StackName><StackStatus>${status}</StackStatus></member></Stacks>`,
});

/** Newest first, as CloudFormation lists them. */
function events(...rows: readonly [id: string, type: string, status: string, reason?: string][]): AwsAnswer {
  const members = rows.map(([id, type, status, reason = '']) => {
    const physical = type === 'AWS::CloudFormation::Stack' ? 'arn:stack' : `${id}-1`;
    const names = `<StackId>arn:stack</StackId><LogicalResourceId>${id}</LogicalResourceId><PhysicalResourceId>${physical}</PhysicalResourceId>`;
    const outcome = `<ResourceStatus>${status}</ResourceStatus><ResourceStatusReason>${reason}</ResourceStatusReason>`;
    return `<member>${names}<ResourceType>${type}</ResourceType>${outcome}</member>`;
  });
  return { answer: `<StackEvents>${members.join('')}</StackEvents>` };
}

const STACK = 'AWS::CloudFormation::Stack';

function stackOf(outputs: Readonly<Record<string, string>>, isProtected = false, service = NAME): AwsAnswer {
  const members = Object.entries(outputs).map(
    ([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`,
  );
  return {
    answer:
      `<Stacks><member><StackName>${NAME}-dev</StackName><StackStatus>CREATE_COMPLETE</StackStatus>` +
      `<EnableTerminationProtection>${isProtected}</EnableTerminationProtection>` +
      `<Tags><member><Key>service</Key><Value>${service}</Value></member></Tags><Outputs>${members.join('')}</Outputs></member></Stacks>`,
  };
}

/** A table with the first `count` indexes, the last of them in this status. */
function tableWith(count: number, last = 'ACTIVE'): AwsAnswer {
  const GlobalSecondaryIndexes = TABLE_INDEXES.slice(0, count).map(({ name }, n) => ({
    IndexName: name,
    IndexStatus: n === count - 1 ? last : 'ACTIVE',
  }));
  return { answer: { Table: { TableStatus: 'ACTIVE', GlobalSecondaryIndexes } } };
}

const layout2: AwsAnswer = { answer: { Item: { pk: { S: 'table' }, sk: { S: 'layout' }, layout: { N: '2' } } } };

const GONE: AwsAnswer = { refusal: 'ValidationError', message: `Stack with id ${NAME}-dev does not exist` };
const POOL = { UserPoolId: 'eu-central-1_Pool' };

describe('the stack of a stage', () => {
  it('returns its outputs by name', async () => {
    const { stack, asked } = await stackAt({ DescribeStacks: stackOf({ SiteUrl: 'https://a', ...POOL }) });
    expect(await stack.outputs()).toEqual({ SiteUrl: 'https://a', ...POOL });
    expect(asked).toMatchObject([{ parameters: { StackName: `${NAME}-dev` } }]);
  });

  it('is reported in a plain message if it does not exist', async () => {
    const { stack } = await stackAt({ DescribeStacks: GONE });
    await expect(stack.outputs()).rejects.toThrow(UsageError);
  });

  it('is never used, changed or deleted if it belongs to another service', async () => {
    const { stack, asked } = await stackAt({ DescribeStacks: stackOf({}, false, 'rec') });
    for (const use of [stack.outputs, stack.isProtected, stack.tableName, stack.deploymentFailure]) {
      await expect(use()).rejects.toThrow(`belongs to the service "rec", not to "${NAME}"`);
    }
    const args = ['--import', 'tsx', 'infra/commands/destroy.ts', '--stage', 'dev', '--confirm', `${NAME}-dev`];
    await expect(promisify(execFile)(process.execPath, args, { env: process.env })).rejects.toMatchObject({ code: 1 });
    expect(asked.map(({ action }) => action)).not.toContain('DeleteStack');
  });

  it.each([true, false])('reports whether it is protected: %s', async (isProtected) => {
    const { stack } = await stackAt({ DescribeStacks: stackOf({}, isProtected) });
    expect(await stack.isProtected()).toBe(isProtected);
  });

  it('is deleted once AWS answers that it does not exist', async () => {
    const { stack, asked } = await stackAt({ DeleteStack: { answer: '' }, DescribeStacks: GONE });
    await stack.remove();
    expect(asked.map(({ action }) => action)).toEqual(['DeleteStack', 'DescribeStacks']);
  });
});

describe('a deletion that fails', () => {
  const deleted = { DeleteStack: { answer: '' } };

  it('is reported in one sentence with each resource and its reason', async () => {
    const { stack } = await stackAt({
      ...deleted,
      DescribeStacks: [inStatus('DELETE_IN_PROGRESS'), inStatus('DELETE_FAILED')],
      DescribeStackEvents: events(
        [`${NAME}-dev`, STACK, 'DELETE_FAILED', 'The following resource(s) failed to delete: [Files].'],
        ['Files', 'AWS::S3::Bucket', 'DELETE_FAILED', 'The bucket you tried to delete is not empty'],
        [`${NAME}-dev`, STACK, 'DELETE_IN_PROGRESS', 'User Initiated'],
        ['Table', 'AWS::DynamoDB::Table', 'DELETE_FAILED', 'of an earlier attempt'],
      ),
    });
    const sentence = `${NAME}-dev was not deleted: Files (AWS::S3::Bucket): The bucket you tried to delete is not empty.`;
    await expect(stack.remove()).rejects.toEqual(new UsageError(sentence));
  });

  it('ends the command with that sentence, and without a stack trace', async () => {
    await stackAt({
      ...deleted,
      DescribeStacks: [stackOf({}), inStatus('DELETE_FAILED')],
      DescribeStackEvents: events(['Files', 'AWS::S3::Bucket', 'DELETE_FAILED', 'The bucket is not empty']),
    });
    const args = ['--import', 'tsx', 'infra/commands/destroy.ts', '--stage', 'dev', '--confirm', `${NAME}-dev`];
    const ended = promisify(execFile)(process.execPath, args, { env: process.env });
    await expect(ended).rejects.toMatchObject({
      code: 1,
      stderr: `${NAME}-dev was not deleted: Files (AWS::S3::Bucket): The bucket is not empty.\n`,
    });
  });

  it('is reported without a reason if CloudFormation gives none', async () => {
    const { stack } = await stackAt({ ...deleted, DescribeStacks: inStatus('DELETE_FAILED'), DescribeStackEvents: events() });
    await expect(stack.remove()).rejects.toEqual(
      new UsageError(`${NAME}-dev was not deleted: AWS gives no reason; see the CloudFormation console.`),
    );
  });

  it('is reported at once if the AWS session expires', async () => {
    const expired: AwsAnswer = { refusal: 'ExpiredToken', message: 'The security token included in the request is expired' };
    const { stack } = await stackAt({ ...deleted, DescribeStacks: [inStatus('DELETE_IN_PROGRESS'), expired] });
    await expect(stack.remove()).rejects.toThrow(/expired/);
  });
});

describe('a deployment that fails', () => {
  it('is reported in one sentence with the resource that failed, without those that were cancelled', async () => {
    const { stack } = await stackAt({
      DescribeStacks: inStatus('ROLLBACK_COMPLETE'),
      DescribeStackEvents: events(
        [`${NAME}-dev`, STACK, 'ROLLBACK_COMPLETE'],
        [`${NAME}-dev`, STACK, 'ROLLBACK_IN_PROGRESS', 'The following resource(s) failed to create: [Pool, Table].'],
        ['Table', 'AWS::DynamoDB::Table', 'CREATE_FAILED', 'Resource creation cancelled'],
        ['Pool', 'AWS::Cognito::UserPool', 'CREATE_FAILED', 'Limit exceeded.'],
        [`${NAME}-dev`, STACK, 'CREATE_IN_PROGRESS', 'User Initiated'],
      ),
    });
    expect(await stack.deploymentFailure()).toBe(
      `${NAME}-dev is in ROLLBACK_COMPLETE: Pool (AWS::Cognito::UserPool): Limit exceeded. Run "npm run destroy" before the next deployment.`,
    );
  });

  it.each([
    ['a stack after an update', inStatus('UPDATE_COMPLETE')],
    ['no stack', GONE],
  ])('is not reported for %s', async (_, answer) => {
    const { stack } = await stackAt({ DescribeStacks: answer });
    expect(await stack.deploymentFailure()).toBeUndefined();
  });
});

describe('the table of a deployed stack', () => {
  const outputs = { DescribeStacks: stackOf({ TableName: `${NAME}-dev-1` }) };
  const command = 'npm run upgrade-table';
  const table = () => ({ client: createDynamoClient(), tableName: `${NAME}-dev-1`, name: 'x', shared: true, close: async () => undefined });

  it('with the layout of this version is not changed', async () => {
    const { asked } = await stackAt({ ...outputs, GetItem: { answer: { Item: { layout: { N: '3' } } } } });
    expect(await prepareTable(table())).toBeUndefined();
    expect(asked.map(({ action }) => action)).toEqual(['GetItem', 'GetItem']);
  });

  it.each([
    ['found by its name', outputs, `${NAME}-dev-1`],
    ['not found if there is no stack', { DescribeStacks: GONE }, undefined],
    ['not found if the first deployment failed', { DescribeStacks: inStatus('ROLLBACK_COMPLETE') }, undefined],
  ])('is %s', async (_, answers, name) => {
    const { stack } = await stackAt(answers);
    expect(await stack.tableName()).toBe(name);
  });

  it('with records and no layout is not changed, and the message names the command that upgrades it', async () => {
    const { asked } = await stackAt({ ...outputs, GetItem: { answer: {} }, Scan: { answer: { Count: 1 } } });
    expect(await prepareTable(table())).toMatch(
      new RegExp(`^The table has layout 1, .*${command}\\. \\(with TABLE_NAME=${NAME}-dev-1 AWS_REGION=\\S+\\)$`),
    );
    expect(asked.map(({ action }) => action)).not.toContain('PutItem');
  });

  it.each([
    ['all indexes', TABLE_INDEXES.length, '3'],
    ['five', 5, '2'],
  ])('without records gets the layout of its indexes: %s', async (_, count, layout) => {
    const { asked } = await stackAt({
      ...outputs,
      GetItem: { answer: {} },
      Scan: { answer: { Count: 0 } },
      DescribeTable: tableWith(count),
      PutItem: { answer: {} },
    });
    await prepareTable(table());
    expect(asked.find(({ action }) => action === 'PutItem')).toMatchObject({
      parameters: {
        Item: { pk: { S: 'table' }, sk: { S: 'layout' }, layout: { N: layout } },
        ConditionExpression: 'attribute_not_exists(#pk)',
      },
    });
  });

  it('with layout 2 gets the current layout once it has all indexes', async () => {
    const { asked } = await stackAt({
      ...outputs,
      GetItem: layout2,
      DescribeTable: tableWith(TABLE_INDEXES.length),
      UpdateItem: { answer: {} },
    });
    expect(await prepareTable(table())).toBeUndefined();
    expect(asked.at(-1)).toMatchObject({
      action: 'UpdateItem',
      parameters: { UpdateExpression: 'SET #layout = :layout', ExpressionAttributeValues: { ':layout': { N: '3' } } },
    });
  });

  it.each([
    ['too few', tableWith(8)],
    ['one that DynamoDB still creates', tableWith(TABLE_INDEXES.length, 'CREATING')],
  ])('with layout 2 keeps it while its indexes are incomplete: %s', async (_, described) => {
    const { asked } = await stackAt({ ...outputs, GetItem: layout2, DescribeTable: described });
    expect(await prepareTable(table())).toMatch(new RegExp(`^The table has layout 2, .*${command}`));
    expect(asked.map(({ action }) => action)).not.toContain('UpdateItem');
  });

  it('without permission to read it is reported with the command too', async () => {
    await stackAt({ ...outputs, GetItem: { refusal: 'AccessDeniedException' } });
    expect(await prepareTable(table())).toContain(command);
  });
});

describe('the number of indexes that a stack has', () => {
  it.each<[string, AwsAnswer, number | undefined]>([
    ['no stack', GONE, undefined],
    ['a stack without outputs', stackOf({}), undefined],
    ['a stack of a version without this output', stackOf({ TableName: `${NAME}-dev-1` }), 5],
    ['a stack with seven indexes', stackOf({ TableName: `${NAME}-dev-1`, TableIndexes: '7' }), 7],
  ])('comes from its outputs: %s', async (_, answer, count) => {
    const { stack } = await stackAt({ DescribeStacks: answer });
    expect(await stack.tableIndexes()).toBe(count);
  });
});

describe('the history setting of a stack', () => {
  it.each<[string, AwsAnswer, boolean]>([
    ['no stack', GONE, false],
    ['a stack of a version without history', stackOf({ TableName: 'records-dev-1' }), false],
    ['a stack with the function', stackOf({ TableName: 'records-dev-1', ChangesFunctionName: 'changes' }), true],
  ])('comes from its outputs: %s', async (_, answer, keepsHistory) => {
    const { stack } = await stackAt({ DescribeStacks: answer });
    expect(await stack.keepsHistory()).toBe(keepsHistory);
  });
});

describe('the first administrator', () => {
  const inGroup = { AdminAddUserToGroup: { answer: {} }, DescribeStacks: stackOf(POOL) };

  it('is invited by mail with a verified address, and added to the group', async () => {
    const { stack, asked } = await stackAt({ ...inGroup, AdminCreateUser: { answer: {} } });
    expect(await stack.addAdmin('ada@example.com')).toBe('invited');
    expect(asked.slice(1)).toMatchObject([
      {
        action: 'AdminCreateUser',
        parameters: {
          ...POOL,
          Username: 'ada@example.com',
          UserAttributes: [
            { Name: 'email', Value: 'ada@example.com' },
            { Name: 'email_verified', Value: 'true' },
          ],
        },
      },
      { action: 'AdminAddUserToGroup', parameters: { ...POOL, Username: 'ada@example.com', GroupName: 'admin' } },
    ]);
  });

  it('is added to the group if the user exists already', async () => {
    const { stack, asked } = await stackAt({ ...inGroup, AdminCreateUser: { refusal: 'UsernameExistsException' } });
    expect(await stack.addAdmin('ada@example.com')).toBe('existed already');
    expect(asked.at(-1)).toMatchObject({ action: 'AdminAddUserToGroup' });
  });
});

describe('the secret of the machine client', () => {
  it('is read from Cognito', async () => {
    const { stack, asked } = await stackAt({
      DescribeStacks: stackOf({ ...POOL, MachineClientId: 'machine' }),
      DescribeUserPoolClient: { answer: { UserPoolClient: { ClientSecret: 's3cret' } } },
    });
    expect(await stack.machineSecret()).toBe('s3cret');
    expect(asked.at(-1)?.parameters).toEqual({ ...POOL, ClientId: 'machine' });
  });

  it('is undefined if the stage has no machine client', async () => {
    const { stack } = await stackAt({ DescribeStacks: stackOf(POOL) });
    expect(await stack.machineSecret()).toBeUndefined();
  });
});
