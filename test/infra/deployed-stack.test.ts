import { afterEach, describe, expect, it } from '@jest/globals';
import { CommandRefused } from '../../infra/commands/command-refused.ts';
import { createDeployedStack } from '../../infra/commands/deployed-stack.ts';
import { stageNamed } from '../../infra/stage.ts';
import { type AwsAnswer, type AwsStandIn, startAws } from './support/aws-stand-in.ts';

const { env } = process;
let aws: AwsStandIn | undefined;
afterEach(async () => {
  process.env = env;
  await aws?.close();
});

/** The stage `dev` at an AWS that answers so; what it was not told of, it refuses. */
async function stackAt(answers: Readonly<Record<string, AwsAnswer>>) {
  aws = await startAws(({ action }) => answers[action] ?? { refusal: 'InvalidAction', message: action });
  process.env = { ...env, ...aws.env };
  return { stack: createDeployedStack(stageNamed('dev')), asked: aws.asked };
}

function stackOf(outputs: Readonly<Record<string, string>>, isProtected = false): AwsAnswer {
  const members = Object.entries(outputs).map(
    ([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`,
  );
  return {
    answer:
      '<Stacks><member><StackName>records-dev</StackName><StackStatus>CREATE_COMPLETE</StackStatus>' +
      `<EnableTerminationProtection>${isProtected}</EnableTerminationProtection><Outputs>${members.join('')}</Outputs></member></Stacks>`,
  };
}

const GONE: AwsAnswer = { refusal: 'ValidationError', message: 'Stack with id records-dev does not exist' };
const POOL = { UserPoolId: 'eu-central-1_Pool' };

describe('a deployed stack', () => {
  it('tells its outputs by name', async () => {
    const { stack, asked } = await stackAt({ DescribeStacks: stackOf({ SiteUrl: 'https://a', ...POOL }) });
    expect(await stack.outputs()).toEqual({ SiteUrl: 'https://a', ...POOL });
    expect(asked).toMatchObject([{ parameters: { StackName: 'records-dev' } }]);
  });

  it('that is not there is told in plain words', async () => {
    const { stack } = await stackAt({ DescribeStacks: GONE });
    await expect(stack.outputs()).rejects.toThrow(CommandRefused);
  });

  it.each([true, false])('tells whether it is protected: %s', async (isProtected) => {
    const { stack } = await stackAt({ DescribeStacks: stackOf({}, isProtected) });
    expect(await stack.isProtected()).toBe(isProtected);
  });

  it('is gone once AWS knows it no more', async () => {
    const { stack, asked } = await stackAt({ DeleteStack: { answer: '' }, DescribeStacks: GONE });
    await stack.remove();
    expect(asked.map(({ action }) => action)).toEqual(['DeleteStack', 'DescribeStacks']);
  });
});

describe('the first administrator', () => {
  const inGroup = { AdminAddUserToGroup: { answer: {} }, DescribeStacks: stackOf(POOL) };

  it('is invited by mail, with an address that counts as verified, and put into the group', async () => {
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

  it('who was there already is put into the group all the same', async () => {
    const { stack, asked } = await stackAt({ ...inGroup, AdminCreateUser: { refusal: 'UsernameExistsException' } });
    expect(await stack.addAdmin('ada@example.com')).toBe('was there already');
    expect(asked.at(-1)).toMatchObject({ action: 'AdminAddUserToGroup' });
  });
});

describe('the secret of the client for machines', () => {
  it('is asked of Cognito', async () => {
    const { stack, asked } = await stackAt({
      DescribeStacks: stackOf({ ...POOL, MachineClientId: 'machine' }),
      DescribeUserPoolClient: { answer: { UserPoolClient: { ClientSecret: 's3cret' } } },
    });
    expect(await stack.machineSecret()).toBe('s3cret');
    expect(asked.at(-1)?.parameters).toEqual({ ...POOL, ClientId: 'machine' });
  });

  it('is none where the stage has no such client', async () => {
    const { stack } = await stackAt({ DescribeStacks: stackOf(POOL) });
    expect(await stack.machineSecret()).toBeUndefined();
  });
});
