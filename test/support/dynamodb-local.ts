import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { installTools } from '../../scripts/install-tools.ts';
import { createTable } from '../../src/store/create-table.ts';
import { createDynamoClient } from '../../src/store/dynamo-client.ts';
import { freePort } from './server-process.ts';
import { tieToThisProcess } from './tied-process.ts';

export interface DynamoDbLocal {
  readonly endpoint: string;
  /** The configuration of the SDK's client, independent of the environment. */
  readonly clientConfig: DynamoDBClientConfig;
  /** A new, empty table of the service, which no other test uses. */
  readonly tableName: string;
  close(): Promise<void>;
}

/** The endpoint of a running DynamoDB Local, which all tests of a run share. */
const ENDPOINT_VARIABLE = 'DYNAMODB_ENDPOINT';
export const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };
export const REGION = 'eu-central-1';

// The first start after an install reads 50 MB of jars from disk, and the machine may be busy.
const START_MS = 90_000;
const POLL_MS = 50;

/**
 * Creates a table of the service in Amazon's DynamoDB Local. Uses the endpoint in the environment, if set, unless `isOwn`.
 * Otherwise starts a process, which ends with `close()` or with this process.
 */
export async function startDynamoDbLocal({ isOwn = false } = {}): Promise<DynamoDbLocal> {
  const shared = isOwn ? undefined : process.env[ENDPOINT_VARIABLE];
  const own = shared === undefined ? await startProcess() : undefined;
  const endpoint = own?.endpoint ?? shared ?? '';
  const clientConfig = { endpoint, region: REGION, credentials: { ...CREDENTIALS } };
  const tableName = `records-${randomUUID()}`;
  const client = createDynamoClient(clientConfig);
  try {
    await createTable(client, tableName);
  } finally {
    client.destroy();
  }
  return { endpoint, clientConfig, tableName, close: async () => own?.close() };
}

async function startProcess(): Promise<{ endpoint: string; close(): Promise<void> }> {
  // DynamoDB Local does not support port 0.
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const folder = join(await installTools('test/dynamodb-local'), 'node_modules/amplify-dynamodb-simulator/emulator');
  const options = ['-Djava.library.path=DynamoDBLocal_lib', '-jar', 'DynamoDBLocal.jar', '-inMemory', '-sharedDb', '-disableTelemetry'];
  const java = spawn('java', [...options, '-port', String(port)], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  tieToThisProcess(java);
  await untilItAnswers(java, endpoint);
  return {
    endpoint,
    async close() {
      if (java.exitCode !== null || java.signalCode !== null) return;
      const exited = once(java, 'exit');
      java.kill('SIGKILL');
      await exited;
    },
  };
}

async function untilItAnswers(java: ChildProcess, endpoint: string): Promise<void> {
  let said = '';
  let failure: Error | undefined;
  java.stderr?.on('data', (chunk) => {
    said = (said + chunk).slice(-2_000);
  });
  java.once('error', (cause) => {
    failure = new Error('DynamoDB Local needs Java 11 or later: there is no `java` in the PATH', { cause });
  });
  java.once('exit', (code) => {
    failure ??= new Error(`DynamoDB Local has ended with exit code ${code}: ${said}`);
  });
  for (const end = Date.now() + START_MS; Date.now() < end; await delay(POLL_MS)) {
    if (failure !== undefined) throw failure;
    if (await answers(endpoint)) return;
  }
  java.kill('SIGKILL');
  throw new Error(`DynamoDB Local does not answer after ${START_MS / 1000} s: ${said}`);
}

async function answers(endpoint: string): Promise<boolean> {
  try {
    const response = await fetch(endpoint);
    await response.body?.cancel();
    return true;
  } catch {
    return false;
  }
}

/** Returns the settings with which a server uses the table. */
export function settingsOf({ tableName, endpoint }: { readonly tableName: string; readonly endpoint: string }) {
  return {
    DATABASE: 'dynamodb',
    TABLE_NAME: tableName,
    AWS_REGION: REGION,
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
  };
}
