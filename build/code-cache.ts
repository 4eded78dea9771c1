import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
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
