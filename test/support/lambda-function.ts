import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CREDENTIALS, REGION } from './dynamodb-local.ts';
import { type Container, type Outcome, startContainer } from './lambda-container.ts';
import { installLambda } from './lambda-installation.ts';

export interface LambdaFunction {
  invoke(event: unknown): Promise<Outcome>;
  /** What all of its containers have written. */
  output(): string;
  close(): Promise<void>;
}

/** What the app reads at its start; `infra/stack.ts` has what CDK gives it. */
export type FunctionSettings = Readonly<Record<string, string>>;

export interface LambdaFunctionOptions {
  readonly settings: FunctionSettings;
  /** Where the table lies: the only thing that Lambda itself would not set. */
  readonly databaseEndpoint: string;
  /** Containers at most. Default 3. */
  readonly concurrency?: number;
  /** Milliseconds that an event may take. */
  readonly timeout?: number;
  /** Events that one container takes at once, as on Lambda Managed Instances. Default 1. */
  readonly eventsAtOnce?: number;
}

/** Milliseconds that an event may take, as `infra/stage.ts` has it. */
export const TIMEOUT_MS = 29_000;
const BUNDLE = 'dist/lambda/index.mjs';

/** Where a container is, once it has been wanted. */
interface Place {
  container?: Promise<Container> | undefined;
}

/** The built bundle as a function: a container for each event at a time, alone in its folder, started when it is wanted. */
export async function startLambdaFunction(options: LambdaFunctionOptions): Promise<LambdaFunction> {
  const { settings, databaseEndpoint, concurrency = 3, timeout = TIMEOUT_MS, eventsAtOnce = 1 } = options;
  const installation = await installLambda();
  const taskRoot = await mkdtemp(join(tmpdir(), 'lambda-'));
  await copyFile(BUNDLE, join(taskRoot, 'index.mjs'));
  const env = { ...environmentOf(taskRoot, eventsAtOnce), ...settings, AWS_ENDPOINT_URL_DYNAMODB: databaseEndpoint };

  const started: Container[] = [];
  const free = Array.from({ length: concurrency }, (): Place => ({})).flatMap((place) => Array<Place>(eventsAtOnce).fill(place));
  const waiting: ((place: Place) => void)[] = [];

  async function start(): Promise<Container> {
    const container = await startContainer({ installation, env, timeout, freezes: eventsAtOnce === 1 });
    started.push(container);
    return container;
  }

  async function invokeAt(place: Place, event: unknown): Promise<Outcome> {
    place.container ??= start();
    const container = await place.container;
    const outcome = await container.invoke(event);
    if (!container.isAlive()) place.container = undefined;
    return outcome;
  }

  return {
    async invoke(event) {
      const place = free.pop() ?? (await new Promise<Place>((resolve) => waiting.push(resolve)));
      const outcome = await invokeAt(place, event);
      const next = waiting.shift();
      if (next === undefined) free.push(place);
      else next(place);
      return outcome;
    },
    output: () => started.map((container) => container.output()).join(''),
    async close() {
      await Promise.all(started.map((container) => container.close()));
      await rm(taskRoot, { recursive: true, force: true });
    },
  };
}

/** Source: "Defined runtime environment variables", AWS Lambda Developer Guide. */
export function environmentOf(taskRoot: string, eventsAtOnce: number): Record<string, string> {
  return {
    ...(eventsAtOnce === 1 ? {} : { AWS_LAMBDA_MAX_CONCURRENCY: String(eventsAtOnce), AWS_LAMBDA_NODEJS_WORKER_COUNT: '1' }),
    _HANDLER: 'index.handler',
    LAMBDA_TASK_ROOT: taskRoot,
    LAMBDA_RUNTIME_DIR: '/var/runtime',
    PATH: '/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin',
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    AWS_SESSION_TOKEN: 'session',
    AWS_LAMBDA_FUNCTION_NAME: 'records',
    AWS_LAMBDA_FUNCTION_VERSION: '1',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1024',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_FORMAT: 'JSON',
    AWS_LAMBDA_LOG_LEVEL: 'INFO',
    AWS_LAMBDA_LOG_GROUP_NAME: 'records-log',
    AWS_LAMBDA_LOG_STREAM_NAME: '2026/01/01/[1]00000000000000000000000000000000',
    AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
    AWS_XRAY_DAEMON_ADDRESS: '169.254.79.129:2000',
  };
}
