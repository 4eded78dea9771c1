import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { startDynamoDbLocal } from '../test/support/dynamodb-local.ts';
import { type RunningTarget, startLambdaTarget } from '../test/support/lambda/target.ts';
import { freePort } from '../test/support/server-process.ts';
import { startServerTarget } from '../test/support/server-target.ts';
import type { TokenIssuer } from '../test/support/token-issuer.ts';

/** A target for the API suite, with the settings that tell `target.ts` its address. */
interface SuiteTarget {
  readonly env: Readonly<Record<string, string>>;
  /** Folders of `test/` to run, in this order. */
  readonly suites: readonly string[];
  /** A pattern of the files to run. Default: all. */
  readonly files?: string | undefined;
  /** Options for Jest. */
  readonly options?: readonly string[];
  /** Runs after all tests have passed. */
  done?(): Promise<void>;
  close(): Promise<void>;
}

/** The recorded calls to DynamoDB. `test/infra` checks that the function's role allows only these. */
const CALLS = 'dist/dynamodb-calls.json';

/** Required settings: the address of a deployed stack, and tokens of real callers, because tests cannot issue them. */
const DEPLOYED = ['BASE_URL', 'TOKEN_VIEWER', 'TOKEN_EDITOR', 'TOKEN_ADMIN', 'TOKEN_STRANGER'];

const TARGETS: Readonly<Record<string, () => Promise<SuiteTarget>>> = {
  lambda: async () => {
    const target = await startLambdaTarget();
    return { ...(await suiteTargetOf(target)), done: async () => await writeFile(CALLS, JSON.stringify(target.calls())) };
  },
  server: async () => await suiteTargetOf(await startServerTarget()),
  'dynamodb-local': async () => {
    const { endpoint, close } = await startDynamoDbLocal();
    return { env: { DYNAMODB_ENDPOINT: endpoint }, suites: ['api', 'store', 'dynamodb-local'], close };
  },
  deployed: async () => {
    const missing = DEPLOYED.filter((setting) => !process.env[setting]);
    if (missing.length > 0) throw new Error(`set ${missing.join(', ')}; see docs/deploy.md`);
    // Run in sequence: the callers share a workspace, and each test file empties it first.
    const files = process.env['API_FILES'];
    return { env: {}, suites: ['api'], files, options: ['--runInBand'], close: async () => undefined };
  },
};

// Prevent the SDK's warning about the end of support for old Node versions.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

const [name = '', ...jestArguments] = process.argv.slice(2);
const start = TARGETS[name];
if (start === undefined) throw new RangeError(`Unknown target "${name}". Targets: ${Object.keys(TARGETS).join(', ')}`);
const suiteTarget = await start();
process.exitCode = await runSuites(suiteTarget, jestArguments);
if (process.exitCode === 0) await suiteTarget.done?.();
await suiteTarget.close();

async function suiteTargetOf({ baseUrl, issuer, close }: RunningTarget): Promise<SuiteTarget> {
  const tokens = await serveTokens(issuer);
  const env = { BASE_URL: baseUrl, TOKEN_URL: tokens.url };
  return {
    env,
    suites: ['api'],
    async close() {
      tokens.close();
      await close();
    },
  };
}

/** Serves tokens to the tests, which run in other processes. They post the caller that needs a token. */
async function serveTokens(issuer: TokenIssuer): Promise<{ url: string; close(): void }> {
  const port = await freePort();
  const server = createServer(async (request, response) => {
    response.end(issuer.tokenFor(JSON.parse(await text(request))));
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${port}`, close: () => void server.close() };
}

async function runSuites({ env, suites, files = '', options = [] }: SuiteTarget, args: readonly string[]): Promise<number> {
  const codes: number[] = [];
  for (const suite of suites) codes.push(await runSuite(`test/${suite}/${files}`, env, [...options, ...args]));
  return Math.max(...codes);
}

async function runSuite(pattern: string, env: SuiteTarget['env'], args: readonly string[]): Promise<number> {
  // Allow more time, because each answer also depends on other processes.
  const options = ['--selectProjects', 'app', 'dynamodb-local', '--testPathPatterns', pattern, '--testTimeout', '60000'];
  const jest = spawn('npm', ['run', '-s', 'jest', '--', ...options, ...args], { stdio: 'inherit', env: { ...process.env, ...env } });
  const [code] = await once(jest, 'exit');
  return typeof code === 'number' ? code : 1;
}
