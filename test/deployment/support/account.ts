import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdir, rm, symlink } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Environment, run } from '../../support/commands.ts';
import { installPython } from '../../support/python.ts';
import { freePort } from '../../support/server-process.ts';
import { tieToThisProcess } from '../../support/tied-process.ts';

const FOLDER = resolve('test/deployment');
const VENV = join(FOLDER, 'node_modules/.venv');
/** The handler of CDK's `BucketDeployment` runs the AWS CLI at this path. On AWS, a layer provides it. */
const AWS_CLI = '/opt/awscli/aws';
const START_MS = 60_000;

/** An AWS account that ministack simulates on this machine. */
export interface Account {
  /** The environment variables that make the SDK, CDK and the AWS CLI use the account. */
  readonly env: Environment;
  readonly url: string;
  aws(...args: readonly string[]): Promise<unknown>;
  /** Serves an HTTP API of the account at its own address. */
  openGateway(apiUrl: string): Promise<{ readonly url: string; close(): void }>;
  close(): Promise<void>;
}

/** @param failFile while this file exists, deployments fail */
export async function startAccount(failFile: string): Promise<Account> {
  await installPython(FOLDER);
  await linkAwsCli();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const account = spawn(join(VENV, 'bin/python'), [join(FOLDER, 'account.py')], {
    detached: true,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, GATEWAY_PORT: String(port), FAIL_FILE: failFile, NODE_PATH: join(FOLDER, 'node_modules'), LOG_LEVEL: 'ERROR' },
  });
  tieToThisProcess(account);
  for (const end = Date.now() + START_MS; !(await answers(url)); await delay(200)) {
    if (account.exitCode !== null || Date.now() > end) throw new Error(`ministack did not start (${account.exitCode})`);
  }
  const env = {
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_EC2_METADATA_DISABLED: 'true',
    CDK_DEFAULT_ACCOUNT: '000000000000',
    CDK_DEFAULT_REGION: 'us-east-1',
  };
  return {
    env,
    url,
    aws: async (...args) => parsed(await run(join(VENV, 'bin/aws'), [...args, '--output', 'json'], { cwd: FOLDER, env })),
    openGateway: async (apiUrl) => await openGateway(port, new URL(apiUrl).hostname.split('.')[0] ?? ''),
    async close() {
      account.kill('SIGKILL');
      await delay(0);
    },
  };
}

/** Links the AWS CLI to the path of CDK's layer. */
async function linkAwsCli(): Promise<void> {
  if (await exists(AWS_CLI)) return;
  try {
    await mkdir('/opt/awscli', { recursive: true });
    // Removes a broken link, which a deleted clone can leave.
    await rm(AWS_CLI, { force: true });
    await symlink(join(VENV, 'bin/aws'), AWS_CLI);
  } catch (error) {
    throw new Error(`The upload of the site needs the AWS CLI at ${AWS_CLI}. Create it: sudo ln -s $(which aws) ${AWS_CLI}`, {
      cause: error,
    });
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/_ministack/health`)).ok;
  } catch {
    return false;
  }
}

/** Sets the header `Host` to `<id>.execute-api.localhost`, which ministack needs to find the API and Node does not resolve. */
async function openGateway(port: number, apiId: string): Promise<{ readonly url: string; close(): void }> {
  const gateway = createServer((incoming, outgoing) => {
    const headers = { ...incoming.headers, host: `${apiId}.execute-api.localhost:${port}` };
    const sent = request({ host: '127.0.0.1', port, method: incoming.method, path: incoming.url, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    sent.once('error', () => outgoing.destroy());
    incoming.pipe(sent);
  });
  const own = await freePort();
  gateway.listen(own, '127.0.0.1');
  await once(gateway, 'listening');
  return { url: `http://127.0.0.1:${own}`, close: () => void gateway.close() };
}

function parsed(text: string): unknown {
  return text.trim() === '' ? undefined : JSON.parse(text);
}
