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

/** Something for the API suite to be run against, and the settings by which `target.ts` finds it. */
interface SuiteTarget {
  readonly env: Readonly<Record<string, string>>;
  /** Folders of `test/` to run, one after the other. */
  readonly suites: readonly string[];
  /** How the tests are run there. */
  readonly options?: readonly string[];
  /** After all tests have passed. */
  done?(): Promise<void>;
  close(): Promise<void>;
}

/** The recorded calls to DynamoDB. `test/infra` checks that the function's role allows these and no others. */
const CALLS = 'dist/dynamodb-calls.json';

/** Where a deployed stack is, and its callers, who cannot be made up. */
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
    // Its callers share one workspace, which each test file begins by emptying.
    return { env: {}, suites: ['api'], options: ['--runInBand'], close: async () => undefined };
  },
};

// The SDK would greet with a warning about the age of this Node.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

const [name = '', ...jestArguments] = process.argv.slice(2);
const start = TARGETS[name];
if (start === undefined) throw new RangeError(`"${name}" is no target; there are ${Object.keys(TARGETS).join(', ')}`);
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

/** Gives the tests, which run in other processes, a token for whom they post. */
async function serveTokens(issuer: TokenIssuer): Promise<{ url: string; close(): void }> {
  const port = await freePort();
  const server = createServer(async (request, response) => {
    response.end(issuer.tokenFor(JSON.parse(await text(request))));
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${port}`, close: () => void server.close() };
}

async function runSuites({ env, suites, options = [] }: SuiteTarget, args: readonly string[]): Promise<number> {
  const codes: number[] = [];
  for (const suite of suites) codes.push(await runSuite(suite, env, [...options, ...args]));
  return Math.max(...codes);
}

async function runSuite(suite: string, env: SuiteTarget['env'], args: readonly string[]): Promise<number> {
  // Other processes than the tests' own have a part in each answer.
  const options = ['--selectProjects', 'app', 'dynamodb-local', '--testPathPatterns', `test/${suite}/`, '--testTimeout', '60000'];
  const jest = spawn('npm', ['run', '-s', 'jest', '--', ...options, ...args], { stdio: 'inherit', env: { ...process.env, ...env } });
  const [code] = await once(jest, 'exit');
  return typeof code === 'number' ? code : 1;
}
