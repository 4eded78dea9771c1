import { execFile } from 'node:child_process';
import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { BUNDLE_FILE, CACHE_FILE } from '../src/lambda/load-bundle.ts';
import type { DynamoAddress } from '../src/local/dynamodb-endpoint.ts';
import { createEmbeddedDatabase } from '../src/local/embedded-database.ts';
import { createTable } from '../src/store/create-table.ts';
import { createDynamoClient } from '../src/store/dynamo-client.ts';

/** The flags of Node on Lambda that V8 compares before it accepts a code cache. The flags for heap sizes do not matter. */
const RUNTIME_FLAGS = ['--expose-gc', '--max-http-header-size=81920'];
const TAKER = fileURLToPath(new URL('./take-code-cache.ts', import.meta.url));
const TABLE = 'records';

/**
 * Sends a POST and a GET to the built function, and saves the code that V8 compiled for them beside the bundle.
 * V8 accepts the cache only in the same build of Node; docs/performance.md explains how to get that build.
 * @param node the executable of Node in the Lambda runtime
 * @returns a message that describes the cache
 */
export async function makeCodeCache(folder: string, node: string): Promise<string> {
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  const database = await createEmbeddedDatabase();
  const client = createDynamoClient(database.clientConfig);
  try {
    await createTable(client, TABLE);
    const env = functionEnv(await database.openEndpoint());
    const { stdout } = await promisify(execFile)(node, [...RUNTIME_FLAGS, TAKER, folder], { env });
    return stdout.trim().split('\n').at(-1) ?? '';
  } finally {
    client.destroy();
    await database.close();
  }
}

/**
 * Copies the code cache of the same bundle, which another machine has built. V8 would accept one of another bundle of the same length.
 * @param from a folder with the bundle and its cache
 * @returns a message that says whether the function has the cache
 */
export async function copyCodeCache(folder: string, from: string): Promise<string> {
  try {
    const [built, cached] = await Promise.all([folder, from].map(async (of) => await readFile(join(of, BUNDLE_FILE))));
    if (cached === undefined || built?.equals(cached) !== true) return `no code cache: the one in ${from} is of another bundle`;
    await copyFile(join(from, CACHE_FILE), join(folder, CACHE_FILE));
    return `${join(folder, CACHE_FILE)}: copied from ${from}`;
  } catch (error) {
    return `no code cache: ${String(error)}`;
  }
}

function functionEnv({ clientConfig: { endpoint, region, credentials } }: DynamoAddress): NodeJS.ProcessEnv {
  return {
    NODE_ENV: 'production',
    AUTH_MODE: 'api-gateway',
    WORKSPACE: 'shared',
    TABLE_NAME: TABLE,
    LOG_LEVEL: 'error',
    AWS_REGION: region,
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: 'unused',
  };
}
