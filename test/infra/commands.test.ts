import { describe, expect, it } from '@jest/globals';
import { toUsageError } from '../../infra/commands/deployed-stack.ts';
import { destroySummary } from '../../infra/commands/destroy-summary.ts';
import { machineToken } from '../../infra/commands/machine-token.ts';
import { sinceArgument } from '../../infra/commands/since-argument.ts';
import { stageArgument } from '../../infra/commands/stage-argument.ts';
import { typeArgument } from '../../infra/commands/type-argument.ts';
import { stageNamed } from '../../infra/stage.ts';
import { readArguments } from '../../src/commands/cli.ts';
import { NAME } from '../../src/name.ts';
import { tasks } from '../../src/records/tasks.ts';
import { UsageError } from '../../src/usage-error.ts';

describe('a command line', () => {
  const command = { usage: 'npm run it -- --stage STAGE', options: { stage: 'required', admin: 'optional', yes: 'flag' } } as const;

  it('has options by name', () => {
    expect(readArguments(command, ['--stage', 'prod', '--admin=a@b.example']).options).toEqual({
      stage: 'prod',
      admin: 'a@b.example',
      yes: false,
    });
    expect(readArguments(command, ['--yes', '--stage=dev']).options).toEqual({ stage: 'dev', yes: true });
  });

  it.each([
    [['--stages', 'prod'], '--stages'],
    [['--stage'], 'stage'],
    [['--stage', 'dev', '--yes=no'], 'yes'],
    [['prod'], 'prod'],
    [['--admin', 'a@b.example'], ''],
  ])('of %j is refused with the usage', (args, name) => {
    expect(() => readArguments(command, args)).toThrow(UsageError);
    expect(() => readArguments(command, args)).toThrow(name);
    expect(() => readArguments(command, args)).toThrow(`Usage: ${command.usage}`);
  });

  it('has lists with commas or with repeated options', () => {
    const list = { usage: 'npm run init', options: { without: 'list' } } as const;
    const without = ['ui', 'bench'];
    expect(readArguments(list, ['--without', 'ui', '--without', 'bench']).options).toEqual({ without });
    expect(readArguments(list, ['--without=ui, bench,']).options).toEqual({ without });
    expect(readArguments(list, []).options).toEqual({ without: [] });
    expect(() => readArguments(command, ['--stage', 'dev', '--stage', 'prod'])).toThrow("Option '--stage' is given 2 times");
  });

  it('has words between the options if the command takes words', () => {
    const people = { ...command, options: { stage: 'optional' }, takesWords: true } as const;
    expect(readArguments(people, ['--stage', 'prod', 'role', 'a@b.example', 'admin'])).toEqual({
      options: { stage: 'prod' },
      words: ['role', 'a@b.example', 'admin'],
    });
    expect(readArguments(people, ['list', '--stage=prod']).words).toEqual(['list']);
    expect(readArguments(command, ['--stage=prod']).words).toEqual([]);
  });

  it('is refused with the list of stages if it names an unknown one', () => {
    expect(stageArgument()).toBe(stageNamed('dev'));
    expect(() => stageArgument('qa')).toThrow(new UsageError('--stage: unknown stage "qa"; infra/stage.ts has dev, prod'));
  });

  it('is refused with the list of record types if it names an unknown one', () => {
    expect(typeArgument('tasks')).toBe(tasks);
    expect(() => typeArgument('task')).toThrow(new UsageError('--type: unknown type "task". Types: tasks, customers'));
  });
});

describe('the option --since of a log', () => {
  const now = Date.UTC(2026, 0, 2);

  it.each([
    [undefined, '2026-01-01T23:50:00.000Z'],
    ['30s', '2026-01-01T23:59:30.000Z'],
    ['2h', '2026-01-01T22:00:00.000Z'],
    ['1d', '2026-01-01T00:00:00.000Z'],
  ])('%s is a moment before now', (text, expected) => {
    expect(new Date(sinceArgument(text, now)).toISOString()).toBe(expected);
  });

  it.each(['', '10', 'm', '-1h', '1.5h', '1w', '99999h', 'yesterday'])('refuses "%s" with an example', (text) => {
    expect(() => sinceArgument(text, now)).toThrow('such as 30s, 10m, 2h or 1d');
  });
});

describe('an AWS error', () => {
  const failure = (name: string, message: string) => Object.assign(new Error(message), { name });

  it.each([
    ['no credentials', failure('CredentialsProviderError', 'Could not load credentials from any providers'), 'No AWS credentials found'],
    ['no region', failure('Error', 'Region is missing'), 'Set AWS_REGION'],
    ['an expired session', failure('ExpiredTokenException', 'The security token included in the request is expired'), 'Sign in again'],
    [
      'wrong keys',
      failure('UnrecognizedClientException', 'The security token included in the request is invalid.'),
      'rejects these credentials',
    ],
    ['no such stack', failure('ValidationError', `Stack with id ${NAME}-dev does not exist`), 'npm run deploy -- --stage dev'],
    ['no permission', failure('AccessDenied', 'User x is not authorized to perform y'), 'User x is not authorized to perform y'],
    ['no network', failure('Error', 'getaddrinfo ENOTFOUND cloudformation.eu-central-1.amazonaws.com'), 'Cannot reach AWS'],
  ])('gets a plain message: %s', (_, error, words) => {
    const usageError = toUsageError(stageNamed('dev'), error);
    expect(usageError).toBeInstanceOf(UsageError);
    expect(usageError).toMatchObject({ message: expect.stringContaining(words), cause: error });
  });

  it('of any other kind is reported with its name and the first line of its message', () => {
    const error = failure('ThrottlingException', 'Rate exceeded.\n{"requestId":"x"}');
    expect(toUsageError(stageNamed('dev'), error)).toEqual(new UsageError('AWS refused the request: ThrottlingException: Rate exceeded.'));
  });
});

describe('the report of destroy', () => {
  it('says that a stage with protected data keeps it, why, and how to delete it', () => {
    const text = destroySummary(stageNamed('prod'));
    expect(text).toContain(`${NAME}-prod`);
    expect(text).toMatch(/table with its records, the user pool with its users and the log of the function stay, because/);
    expect(text).toContain('turn off their deletion protection');
  });

  it('says that a stage without protected data loses everything', () => {
    expect(destroySummary(stageNamed('dev'))).toContain('DELETED PERMANENTLY');
  });
});

describe('the sign-in of a machine', () => {
  const ask = async (answer: Response) => {
    const asked: { url: string; init: RequestInit | undefined }[] = [];
    const fetch: typeof globalThis.fetch = async (url, init) => {
      asked.push({ url: String(url), init });
      return answer;
    };
    const token = await machineToken({ signIn: 'https://x.auth.example', clientId: 'id', secret: 'se:cret', fetch });
    return { token, asked };
  };

  it('uses client credentials, with the secret in the header', async () => {
    const { token, asked } = await ask(Response.json({ access_token: 'a.b.c', token_type: 'Bearer' }));
    expect(token).toBe('a.b.c');
    expect(asked).toMatchObject([
      { url: 'https://x.auth.example/oauth2/token', init: { method: 'POST', headers: { authorization: `Basic ${btoa('id:se:cret')}` } } },
    ]);
    expect(String(asked[0]?.init?.body)).toBe('grant_type=client_credentials');
  });

  it('reports in one sentence that the sign-in page cannot be reached', async () => {
    const fetch = () => Promise.reject(new TypeError('fetch failed'));
    const token = machineToken({ signIn: 'https://x.auth.example', clientId: 'id', secret: 'se:cret', fetch });
    await expect(token).rejects.toEqual(new UsageError('Cannot reach https://x.auth.example to get a token for the machine client.'));
  });

  it.each([
    ['a refusal', Response.json({ error: 'invalid_client' }, { status: 400 })],
    ['no token', Response.json({})],
    ['no JSON', new Response('<html>')],
  ])('reports an error without the secret when it gets %s', async (_, answer) => {
    await expect(ask(answer)).rejects.toThrow(/^Cognito returned no token for the machine client \(status \d+\)\.$/);
  });
});
