import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  type Alias,
  ApplicationLogLevel,
  Architecture,
  Code,
  Function as Lambda,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { FunctionSettings } from './stage.ts';

export interface ApiFunctionProps {
  /** The folder with the function that `npm run build` created. */
  readonly code: string;
  readonly settings: FunctionSettings;
  /** The environment variables of the app. */
  readonly environment: Readonly<Record<string, string>>;
  readonly logRetentionDays: number;
  /** Keeps the log when the stack is deleted. */
  readonly keepLog: boolean;
}

/** The function that runs the whole app. Its role has only explicit grants. */
export class ApiFunction extends Construct {
  readonly handler: Lambda;
  /** The version that gets the requests. */
  readonly live: Alias;
  readonly log: LogGroup;

  constructor(scope: Construct, id: string, { code, settings, environment, logRetentionDays, keepLog }: ApiFunctionProps) {
    super(scope, id);
    this.log = createFunctionLog(this, { logRetentionDays, keepLog });
    const { timeout, reservedConcurrency, tracing = false } = settings;
    this.handler = new Lambda(this, 'Handler', {
      ...functionDefaults({ code, settings, environment, log: this.log }),
      timeout: Duration.seconds(timeout),
      role: createFunctionRole(this, this.log),
      // Keep earlier versions, so that a rollback of the alias takes seconds: see docs/runbook.md.
      currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN },
      ...(reservedConcurrency === undefined ? {} : { reservedConcurrentExecutions: reservedConcurrency }),
    });
    this.live = this.handler.addAlias('live');
    this.#acknowledge(tracing);
  }

  #acknowledge(tracing: boolean): void {
    const isSynchronous = 'API Gateway invokes the function synchronously: the caller gets the error, and nothing is queued.';
    Validations.of(this).acknowledge(
      { id: 'Serverless-LambdaAsyncFailureDestination', reason: isSynchronous },
      { id: 'Serverless-LambdaDLQ', reason: isSynchronous },
    );
    acknowledgeTracing(this, tracing);
  }
}

export function createFunctionLog(scope: Construct, { logRetentionDays, keepLog }: Pick<ApiFunctionProps, 'logRetentionDays' | 'keepLog'>) {
  return new LogGroup(scope, 'Log', {
    retention: logRetentionDays,
    removalPolicy: keepLog ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  });
}

/** Replaces AWS's managed policy for functions, which allows every log group. */
export function createFunctionRole(scope: Construct, log: LogGroup): Role {
  const role = new Role(scope, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  const actions = ['logs:CreateLogStream', 'logs:PutLogEvents'];
  role.addToPolicy(new PolicyStatement({ sid: 'Log', actions, resources: [log.logGroupArn] }));
  return role;
}

interface FunctionDefaults {
  readonly code: string;
  readonly settings: Pick<FunctionSettings, 'memory' | 'tracing'>;
  readonly environment: Readonly<Record<string, string>>;
  readonly log: LogGroup;
}

/** What all functions of the service share. */
export function functionDefaults({ code, settings: { memory, tracing = false }, environment, log }: FunctionDefaults) {
  return {
    // Source maps are not used at runtime and would slow down each cold start.
    code: Code.fromAsset(code, { exclude: ['*.map'] }),
    handler: 'index.handler',
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    memorySize: memory,
    tracing: tracing ? Tracing.ACTIVE : Tracing.DISABLED,
    loggingFormat: LoggingFormat.JSON,
    // The app filters by log level itself. Above INFO, Lambda would drop the metric lines, because they have no level.
    applicationLogLevelV2: ApplicationLogLevel.TRACE,
    // The saved queries read the report line of each request (memory, duration).
    systemLogLevelV2: SystemLogLevel.INFO,
    logGroup: log,
    environment: { ...environment },
  };
}

export function acknowledgeTracing(scope: Construct, tracing: boolean): void {
  if (tracing) {
    const id = 'AwsSolutions-IAM5[Resource::*]';
    Validations.of(scope).acknowledge({ id, reason: 'xray:PutTraceSegments and xray:PutTelemetryRecords do not support resources.' });
  } else {
    Validations.of(scope).acknowledge({ id: 'Serverless-LambdaTracing', reason: 'This stage does not ask for traces: see docs/cost.md.' });
  }
}
