import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { DynamoAddress } from '../src/local/dynamodb-endpoint.ts';
import { createEmbeddedDatabase } from '../src/local/embedded-database.ts';
import { createTable } from '../src/store/create-table.ts';
import { createDynamoClient } from '../src/store/dynamo-client.ts';

/** With what Lambda starts Node, as far as V8 asks whether its code cache was made with the same: sizes of the heap do not matter. */
const RUNTIME_FLAGS = ['--expose-gc', '--max-http-header-size=81920'];
const TAKER = fileURLToPath(new URL('./take-code-cache.ts', import.meta.url));
const TABLE = 'records';

/**
 * Has the built function answer a POST and a GET, and puts what V8 compiled for them beside it. V8 takes it on the same build
 * of Node alone (docs/performance.md says how to have it), and does without on any other.
 * @param node the executable of the runtime's own Node
 * @returns what was made, in words
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
