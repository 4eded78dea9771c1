import { CREDENTIALS, REGION } from '../dynamodb-local.ts';

/** The timeout per event in milliseconds, as in `infra/stage.ts`. */
export const TIMEOUT_MS = 29_000;

export interface EnvironmentOptions {
  /** The folder of the function's code. */
  readonly taskRoot: string;
  /** The table. Its endpoint is the only setting that neither Lambda nor CDK sets. */
  readonly database: { readonly endpoint: string; readonly tableName: string };
  /** Adds to the settings of CDK or replaces them. */
  readonly settings: Readonly<Record<string, string>>;
  readonly eventsAtOnce: number;
}

/** Returns the whole environment of a function. */
export function environmentOf({ taskRoot, database, settings, eventsAtOnce }: EnvironmentOptions): Record<string, string> {
  return {
    ...lambdaVariables(taskRoot),
    ...(eventsAtOnce === 1 ? {} : { AWS_LAMBDA_MAX_CONCURRENCY: String(eventsAtOnce), AWS_LAMBDA_NODEJS_WORKER_COUNT: '1' }),
    ...settingsFor(database.tableName),
    // Tests make workspaces by making callers.
    WORKSPACE: 'personal',
    ...settings,
    AWS_ENDPOINT_URL_DYNAMODB: database.endpoint,
  };
}

/** Returns the settings of the app, as in `infra/stack.ts`. */
export function settingsFor(tableName: string): Record<string, string> {
  return { TABLE_NAME: tableName, AUTH_MODE: 'api-gateway', WORKSPACE: 'shared', LOG_LEVEL: 'info' };
}

/** Returns the variables that Lambda sets. Source: "Defined runtime environment variables", AWS Lambda Developer Guide. */
export function lambdaVariables(taskRoot: string): Record<string, string> {
  return {
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
