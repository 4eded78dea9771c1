import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { createClient } from '../support/client.ts';
import { run, tryToRun } from '../support/commands.ts';
import { eventually } from '../support/eventually.ts';
import { startAccount } from './support/account.ts';
import { cloneProject } from './support/clone.ts';
import { NEED_OTHER_CALLERS, namedFiles, runApiSuite } from './support/deployed-suite.ts';

/**
 * Runs the commands of docs/deploy.md: the first deployment, an update, a failed update and the removal.
 * The tests of a stage depend on the earlier ones, because they use the same stack.
 */
jest.setTimeout(300_000);
const API_SUITE_MS = 40 * 60_000;

const folder = await mkdtemp(join(tmpdir(), 'deployment-'));
const failFile = join(folder, 'fail');
const account = await startAccount(failFile);
const clone = await cloneProject();
afterAll(async () => {
  await account.close();
  await clone.remove();
  await rm(folder, { recursive: true, force: true });
});

beforeAll(async () => {
  await npm('synth', '--stage', 'dev');
  await npm('cdk', 'bootstrap', 'aws://000000000000/us-east-1');
});

const inClone = { cwd: clone.path, env: account.env };
const npm = async (script: string, ...args: readonly string[]) => await run('npm', ['run', '-s', script, '--', ...args], inClone);
const tryNpm = async (script: string, ...args: readonly string[]) => await tryToRun('npm', ['run', '-s', script, '--', ...args], inClone);

const PASSWORD = 'A-long-passw0rd!';
const ROLES = ['viewer', 'editor', 'admin'] as const;

interface Outputs {
  readonly [name: string]: string;
}

async function outputsOf(stackName: string): Promise<Outputs> {
  const { Stacks } = Object(await account.aws('cloudformation', 'describe-stacks', '--stack-name', stackName));
  return Object.fromEntries(Stacks[0].Outputs.map(({ OutputKey, OutputValue }: Record<string, string>) => [OutputKey, OutputValue]));
}

/** Signs in a new user, who must first set a new password. @returns the access token */
async function signIn({ UserPoolId = '', WebClientId = '' }: Outputs, email: string): Promise<string> {
  const user = ['--user-pool-id', UserPoolId, '--username', email];
  await account.aws('cognito-idp', 'admin-set-user-password', ...user, '--password', PASSWORD, '--permanent');
  const parameters = `USERNAME=${email},PASSWORD=${PASSWORD}`;
  const flow = ['--client-id', WebClientId, '--auth-flow', 'ADMIN_USER_PASSWORD_AUTH', '--auth-parameters', parameters];
  const { AuthenticationResult } = Object(await account.aws('cognito-idp', 'admin-initiate-auth', '--user-pool-id', UserPoolId, ...flow));
  return AuthenticationResult.AccessToken;
}

/** Logs with `warn`, because the stage logs only warnings and errors. */
const HOOK = "hooks: { after: async ({ change }, { log }) => log.warn('a hook ran', { change }) },";

describe('a stage', () => {
  let outputs: Outputs = {};
  let gateway = { url: '', close: () => {} };
  const tokens: Record<string, string> = {};
  const client = (role: (typeof ROLES)[number]) => createClient({ app: gateway.url }, tokens[role]);
  let path = '';
  afterAll(() => gateway.close());

  it('is deployed from a clone with one command, once the account is prepared', async () => {
    const printed = await npm('deploy', '--stage', 'dev', '--admin', 'admin@example.com');
    outputs = await outputsOf('records-dev');
    gateway = await account.openGateway(outputs['ApiUrl'] ?? '');
    expect(printed).toContain(`${outputs['SiteUrl']}/`);
    expect(printed).toContain('Administrator admin@example.com: invited');
  });

  it('serves only invited users, and only what their roles allow', async () => {
    for (const role of ['viewer', 'editor']) await npm('people', '--stage', 'dev', 'invite', `${role}@example.com`, '--role', role);
    for (const role of ROLES) tokens[role] = await signIn(outputs, `${role}@example.com`);
    const created = await client('editor').post('/api/v1/tasks', { body: { title: 'kept' } });
    expect(created.status).toBe(201);
    path = created.headers['location'] ?? '';
    expect((await client('viewer').get(path)).body).toMatchObject({ title: 'kept', version: 1 });
    expect((await client('viewer').patch(path, { body: { title: 'no' } })).status).toBe(403);
    expect((await client('admin').get('/api/v1/people/me')).body).toMatchObject({ role: 'admin', workspace: 'shared' });
    expect((await createClient({ app: gateway.url }).get(path)).status).toBe(401);
    expect((await createClient({ app: gateway.url }).get('/api/health/ready')).status).toBe(200);
  });

  it('has the UI in its bucket, with the settings of this stage', async () => {
    const { Buckets } = Object(await account.aws('s3api', 'list-buckets'));
    const name = Buckets.map(({ Name }: { Name: string }) => Name).find((candidate: string) => candidate.includes('website'));
    const file = async (key: string) => await (await fetch(`${account.url}/${name}/${key}`)).text();
    const settings = { signIn: { issuer: outputs['Issuer'], clientId: outputs['WebClientId'] } };
    expect(JSON.parse(await file('config.json'))).toMatchObject(settings);
    const [, inPage = ''] = /<script id="config"[^>]*>(.*?)<\/script>/.exec(await file('index.html')) ?? [];
    expect(JSON.parse(inPage)).toMatchObject(settings);
  });

  it('records who changed what, through the stream of the table', async () => {
    expect((await client('editor').patch(path, { body: { title: 'kept too' } })).status).toBe(200);
    await eventually(async () => {
      const { body } = await client('viewer').get(`${path}/history`);
      expect(body.items).toMatchObject([
        { version: 2, action: 'update', changes: { title: { from: 'kept', to: 'kept too' } } },
        { version: 1, action: 'create' },
      ]);
    }, 30_000);
  });

  it('gets new code without a full deployment, and shows its logs', async () => {
    await clone.edit('src/http/middleware/error-handler.ts', 'There is no such path.', 'There is no such path yet.');
    expect(await npm('cloud', '--stage', 'dev')).toContain('Updated the code of records-dev.');
    expect((await client('viewer').get('/api/v1/a/b/c/d')).body).toMatchObject({ detail: expect.stringContaining('no such path yet') });
    await eventually(async () => {
      expect(await npm('logs', '--stage', 'dev', '--since', '5m')).toMatch(/^\S+Z ApiFunction .*"message":"request".*"status":404/m);
    }, 30_000);
  });

  it('keeps its records when a setting changes', async () => {
    await clone.edit('infra/stage.ts', "logLevel: 'debug'", "logLevel: 'warn'");
    await clone.edit('src/records/tasks.ts', 'actions: (action)', `${HOOK} actions: (action)`);
    await npm('deploy', '--stage', 'dev', '--express');
    const { Environment } = Object(
      await account.aws('lambda', 'get-function-configuration', '--function-name', outputs['FunctionName'] ?? ''),
    );
    expect(Environment.Variables).toMatchObject({ LOG_LEVEL: 'warn' });
    expect((await client('viewer').get(path)).body).toMatchObject({ title: 'kept too' });
  });

  it('runs the hooks of a type after changes of its records, in a separate function', async () => {
    // A hook gets only changes after its deployment, and the account needs a moment to start it.
    await eventually(async () => {
      const { body } = await client('editor').patch(path, { body: { notes: crypto.randomUUID() } });
      expect(await npm('logs', '--stage', 'dev', '--since', '5m')).toMatch(
        new RegExp(`^\\S+Z Hooks .*"message":"a hook ran",.*"record":"${body.id}"`, 'm'),
      );
    }, 60_000);
  });

  it('returns to the earlier version and reports the reason if an update fails', async () => {
    await clone.edit('infra/stage.ts', "logLevel: 'warn'", "logLevel: 'error'");
    await writeFile(failFile, '');
    const { code, output } = await tryNpm('deploy', '--stage', 'dev');
    await rm(failFile);
    expect(code).toBe(1);
    expect(output).toContain('this update fails on purpose');
    const { Environment } = Object(
      await account.aws('lambda', 'get-function-configuration', '--function-name', outputs['FunctionName'] ?? ''),
    );
    expect(Environment.Variables).toMatchObject({ LOG_LEVEL: 'warn' });
    expect((await client('viewer').get(path)).body).toMatchObject({ title: 'kept too' });
    expect(await npm('deploy', '--stage', 'dev')).toContain(outputs['SiteUrl']);
  });

  it('is destroyed only if its name is confirmed, and then leaves no table and no function', async () => {
    expect((await tryNpm('destroy', '--stage', 'dev')).output).toContain('Nothing was deleted');
    expect(await npm('destroy', '--stage', 'dev', '--confirm', 'records-dev')).toContain('records-dev was deleted');
    expect(Object(await account.aws('dynamodb', 'list-tables')).TableNames).toEqual([]);
    expect(Object(await account.aws('lambda', 'list-functions')).Functions).toEqual([]);
  });
});

describe('a stage for the API suite, with two workspaces', () => {
  it(
    'passes the API suite through the gateway, with tokens of its user pool',
    async () => {
      const shared = "keepData: false,\n    workspace: 'shared',";
      await clone.edit('infra/stage.ts', shared, "keepData: false,\n    workspace: 'claim:workspace',\n    workspaceTrigger: true,");
      await npm('deploy', '--stage', 'dev-suite');
      const outputs = await outputsOf('records-dev-suite');
      const callers = [...ROLES.map((role) => [role, role, 'team'] as const), ['stranger', 'admin', 'others'] as const];
      const tokens: Record<string, string> = {};
      for (const [name, role, workspace] of callers) {
        const email = `${name}@example.com`;
        await npm('people', '--stage', 'dev-suite', 'invite', email, '--role', role, '--workspace', workspace);
        tokens[`TOKEN_${name.toUpperCase()}`] = await signIn(outputs, email);
      }
      const gateway = await account.openGateway(outputs['ApiUrl'] ?? '');
      const { files, failed, skipped, output } = await runApiSuite({ BASE_URL: gateway.url, ...tokens }, folder);
      gateway.close();
      if (failed.length > 0) throw new Error(`${failed.length} tests of the API suite failed:\n${output.slice(-20_000)}`);
      expect(files).not.toEqual([]);
      expect(files).toEqual(expect.arrayContaining(namedFiles(process.env['API_FILES'])));
      expect(skipped.filter((name) => !NEED_OTHER_CALLERS.some((start) => name.startsWith(start)))).toEqual([]);
    },
    API_SUITE_MS,
  );
});

describe('the stage for production', () => {
  it('is deployed beside other stages, and cannot be destroyed by mistake', async () => {
    await npm('deploy', '--stage', 'prod', '--admin', 'admin@example.com');
    const { code, output } = await tryNpm('destroy', '--stage', 'prod', '--confirm', 'records-prod');
    expect([code, output]).toEqual([1, expect.stringContaining('termination protection')]);
    expect(await tryNpm('cloud', '--stage', 'prod')).toEqual({ code: 1, output: expect.stringContaining('only a whole deployment') });
  });
});

describe('the role that GitHub Actions assumes to deploy', () => {
  it('is a separate stack', async () => {
    const context = ['-c', 'repository=acme/records', '--require-approval', 'never'];
    await npm('cdk', 'deploy', 'records-deploy-role', ...context);
    expect((await outputsOf('records-deploy-role'))['RoleArn']).toMatch(/^arn:aws:iam::000000000000:role\//);
  });
});
