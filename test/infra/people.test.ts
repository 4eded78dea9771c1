import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createAccounts } from '../../infra/commands/accounts.ts';
import { managePeople } from '../../infra/commands/manage-people.ts';
import { defineStage, stageNamed } from '../../infra/stage.ts';
import { NAME } from '../../src/name.ts';
import { UsageError } from '../../src/usage-error.ts';
import { type Asked, type AwsAnswer, type FakeAws, startAws } from './support/fake-aws.ts';

const { env } = process;
const POOL = 'eu-central-1_Pool';
let aws: FakeAws | undefined;
afterEach(async () => {
  process.env = env;
  await aws?.close();
});

interface User {
  readonly Username: string;
  readonly attributes: Record<string, string>;
  readonly groups: Set<string>;
  Enabled: boolean;
  UserStatus: string;
}

/** A simulated user pool with the Cognito actions that the command uses. It returns one user per page. */
async function startPool(users: readonly User[] = []) {
  const pool = new Map(users.map((user) => [user.attributes['email'] ?? '', user]));
  const attributesOf = ({ attributes }: User) => Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));
  const shown = (user: User) => ({
    Username: user.Username,
    Enabled: user.Enabled,
    UserStatus: user.UserStatus,
    Attributes: attributesOf(user),
  });
  const pageOf = (found: readonly User[], token: unknown, name: string): AwsAnswer => {
    const start = Number(token ?? 0);
    const more = start + 1 < found.length ? { [name]: String(start + 1) } : {};
    return { answer: { Users: found.slice(start, start + 1).map(shown), ...more } };
  };

  function create({ parameters }: Asked): AwsAnswer {
    const { Username, UserAttributes = [], MessageAction } = parameters;
    const email = String(Username);
    if (MessageAction === 'RESEND') return { answer: {} };
    if (pool.has(email)) return { refusal: 'UsernameExistsException' };
    const userAttributes: { Name: string; Value: string }[] = Array.isArray(UserAttributes) ? UserAttributes : [];
    const attributes = { sub: `sub-of-${email}`, ...Object.fromEntries(userAttributes.map(({ Name, Value }) => [Name, Value])) };
    pool.set(email, { Username: `sub-of-${email}`, attributes, groups: new Set(), Enabled: true, UserStatus: 'FORCE_CHANGE_PASSWORD' });
    return { answer: {} };
  }

  function onUser(action: string, user: User, group: string): AwsAnswer {
    if (action === 'AdminAddUserToGroup') user.groups.add(group);
    if (action === 'AdminRemoveUserFromGroup') user.groups.delete(group);
    if (action === 'AdminDisableUser') user.Enabled = false;
    if (action === 'AdminEnableUser') user.Enabled = true;
    if (action === 'AdminListGroupsForUser') return { answer: { Groups: [...user.groups].map((GroupName) => ({ GroupName })) } };
    return { answer: action === 'AdminGetUser' ? shown(user) : {} };
  }

  aws = await startAws((asked) => {
    const { action, parameters } = asked;
    if (action === 'DescribeStacks') {
      const output = `<member><OutputKey>UserPoolId</OutputKey><OutputValue>${POOL}</OutputValue></member>`;
      return { answer: `<Stacks><member><StackName>${NAME}-dev</StackName><Outputs>${output}</Outputs></member></Stacks>` };
    }
    if (parameters['UserPoolId'] !== POOL) return { refusal: 'ResourceNotFoundException' };
    if (action === 'AdminCreateUser') return create(asked);
    if (action === 'ListUsers') return pageOf([...pool.values()], parameters['PaginationToken'], 'PaginationToken');
    const group = String(parameters['GroupName']);
    if (action === 'ListUsersInGroup') {
      return pageOf(
        [...pool.values()].filter(({ groups }) => groups.has(group)),
        parameters['NextToken'],
        'NextToken',
      );
    }
    const user = pool.get(String(parameters['Username']));
    return user === undefined ? { refusal: 'UserNotFoundException', message: 'User does not exist.' } : onUser(action, user, group);
  });
  process.env = { ...env, ...aws.env };
  return { pool, asked: aws.asked };
}

function user(
  email: string,
  { groups = [], ...others }: Partial<Omit<User, 'groups'>> & { readonly groups?: readonly string[] } = {},
): User {
  const attributes = { sub: `sub-of-${email}`, email };
  return { Username: attributes.sub, attributes, Enabled: true, UserStatus: 'CONFIRMED', ...others, groups: new Set(groups) };
}

const dev = stageNamed('dev');
const run = async (words: readonly string[], options = {}, stage = dev) =>
  await managePeople(createAccounts(stage, POOL), { stage, words, options });

describe('npm run people', () => {
  it('lists all users of all pages', async () => {
    await startPool([
      user('vera@example.com', { groups: ['viewer'] }),
      user('ada@example.com', { groups: ['admin', 'viewer'], attributes: { sub: '1', email: 'ada@example.com', name: 'Ada Lovelace' } }),
      user('ed@example.com', { UserStatus: 'FORCE_CHANGE_PASSWORD' }),
      user('gone@example.com', { Enabled: false, groups: ['editor', 'others'] }),
    ]);
    expect(await run(['list'])).toEqual([
      'E-mail            Name          Role               State     Id',
      'ada@example.com   Ada Lovelace  admin              active    1',
      'ed@example.com                  editor (no group)  invited   sub-of-ed@example.com',
      'gone@example.com                editor             disabled  sub-of-gone@example.com',
      'vera@example.com                viewer             active    sub-of-vera@example.com',
    ]);
  });

  it('invites by mail with a role, a name and a verified address', async () => {
    const { pool, asked } = await startPool();
    const [line] = await run(['invite', 'ada@example.com'], { role: 'admin', name: 'Ada Lovelace' });
    expect(line).toBe('ada@example.com: invited as admin. Cognito mails a password that is valid for three days.');
    expect(asked[0]).toMatchObject({
      action: 'AdminCreateUser',
      parameters: {
        Username: 'ada@example.com',
        DesiredDeliveryMediums: ['EMAIL'],
        UserAttributes: [
          { Name: 'email', Value: 'ada@example.com' },
          { Name: 'email_verified', Value: 'true' },
          { Name: 'name', Value: 'Ada Lovelace' },
        ],
      },
    });
    expect(pool.get('ada@example.com')?.groups).toEqual(new Set(['admin']));
  });

  it('invites a person again before the first sign-in, and refuses it afterwards', async () => {
    const { pool, asked } = await startPool([user('ed@example.com', { UserStatus: 'FORCE_CHANGE_PASSWORD' }), user('ada@example.com')]);
    expect((await run(['invite', 'ed@example.com']))[0]).toContain('invited again as editor');
    expect(asked).toContainEqual(expect.objectContaining({ parameters: expect.objectContaining({ MessageAction: 'RESEND' }) }));
    await expect(run(['invite', 'ada@example.com'], { role: 'admin' })).rejects.toEqual(
      new UsageError('ada@example.com has an account already. To change the role: role ada@example.com ROLE.'),
    );
    expect(pool.get('ada@example.com')?.groups).toEqual(new Set());
  });

  it('adds the new role before it removes the others', async () => {
    const { pool, asked } = await startPool([user('ada@example.com', { groups: ['admin', 'viewer', 'others'] })]);
    expect((await run(['role', 'ada@example.com', 'editor']))[0]).toMatch(/^ada@example.com: now editor\. .* within an hour\.$/);
    expect(pool.get('ada@example.com')?.groups).toEqual(new Set(['editor', 'others']));
    expect(asked[0]?.action).toBe('AdminAddUserToGroup');
  });

  it('disables a person and ends the sessions, and enables the person again', async () => {
    const { pool, asked } = await startPool([user('ada@example.com')]);
    await run(['disable', 'ada@example.com']);
    expect(pool.get('ada@example.com')?.Enabled).toBe(false);
    expect(asked.map(({ action }) => action)).toEqual(['AdminDisableUser', 'AdminUserGlobalSignOut']);
    await run(['enable', 'ada@example.com']);
    expect(pool.get('ada@example.com')?.Enabled).toBe(true);
  });

  it.each<[readonly string[], object, string]>([
    [[], {}, 'Usage: npm run people'],
    [['list', 'ada@example.com'], {}, 'Usage:'],
    [['invite'], {}, 'Usage:'],
    [['remove', 'ada@example.com'], {}, 'Usage:'],
    [['enable', 'ada@example.com', 'admin'], {}, 'Usage:'],
    [['role', 'ada@example.com', 'admin', 'editor'], {}, 'Usage:'],
    [['invite', 'ada'], {}, '"ada" is not an e-mail address.'],
    [['invite', 'ada@example.com'], { role: 'Admin' }, 'The role is "Admin"; it must be viewer, editor, admin.'],
    [['role', 'ada@example.com'], {}, 'The role is ""'],
    [['invite', 'ada@example.com'], { workspace: 'blue' }, '--workspace needs "workspaceTrigger: true"'],
    [['role', 'nobody@example.com', 'admin'], {}, 'nobody@example.com has no account of the stage dev.'],
    [['disable', 'nobody@example.com'], {}, 'nobody@example.com has no account of the stage dev.'],
  ])('refuses %j with %j in one sentence', async (words, options, sentence) => {
    const { pool } = await startPool();
    await expect(run(words, options)).rejects.toThrow(UsageError);
    await expect(run(words, options)).rejects.toThrow(sentence);
    expect(pool.size).toBe(0);
  });

  it('requires a workspace on a stage with several, and writes it to the attribute that the trigger reads', async () => {
    const teams = defineStage({ ...dev, workspace: 'claim:workspace', workspaceTrigger: true });
    const { pool } = await startPool();
    await expect(run(['invite', 'ada@example.com'], {}, teams)).rejects.toThrow('Name one with --workspace.');
    await run(['invite', 'ada@example.com'], { workspace: 'blue' }, teams);
    expect(pool.get('ada@example.com')?.attributes).toMatchObject({ 'custom:workspace': 'blue' });
  });

  it('reports a refusal of AWS in one sentence', async () => {
    aws = await startAws(() => ({ refusal: 'AccessDeniedException', message: 'User x is not authorized to perform y' }));
    process.env = { ...env, ...aws.env };
    for (const words of [['list'], ['enable', 'ada@example.com'], ['invite', 'ada@example.com']]) {
      await expect(run(words)).rejects.toEqual(new UsageError('AWS denies access: User x is not authorized to perform y'));
    }
  });

  it('finds the user pool of the stage', async () => {
    await startPool([user('ada@example.com', { groups: ['admin'] })]);
    const args = ['--import', 'tsx', 'infra/commands/people.ts', '--stage', 'dev', 'list'];
    const { stdout } = await promisify(execFile)(process.execPath, args, { env: process.env });
    expect(stdout).toContain('ada@example.com        admin  active  sub-of-ada@example.com');
  });
});
