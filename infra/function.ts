import { Duration, RemovalPolicy } from 'aws-cdk-lib';
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
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { createLog } from './log.ts';
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
    this.log = createLog(this, 'Log', { logRetentionDays, keepLog });
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
    acknowledgeFunction(this, 'API Gateway invokes the function synchronously: the caller gets the error, and nothing is queued.');
    acknowledgeTracing(this, tracing);
  }
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

/** @param failures why no queue gets the failed invocations */
export function acknowledgeFunction(scope: Construct, failures: string): void {
  acknowledge(scope, failures, 'Serverless-LambdaAsyncFailureDestination', 'Serverless-LambdaDLQ', 'CKV_AWS_116');
  acknowledge(scope, 'Reserved concurrency is taken from the other functions of the account, so it is a setting.', 'CKV_AWS_115');
  const needsNoNetwork = 'The function calls only public endpoints of AWS, and a VPC would need endpoints with an idle cost.';
  acknowledge(scope, needsNoNetwork, 'CKV_AWS_117', 'CT.LAMBDA.PR.3');
  acknowledge(scope, 'The variables contain settings and no secrets; Lambda encrypts them at no charge.', 'CKV_AWS_173');
  acknowledge(scope, WAITS_FOR_ROLE, 'W3005');
}

export const WAITS_FOR_ROLE = 'CDK lets a function wait for its role and its policies, although it also refers to the role.';

export function acknowledgeTracing(scope: Construct, tracing: boolean): void {
  if (tracing) {
    const reason = 'xray:PutTraceSegments and xray:PutTelemetryRecords do not support resources.';
    acknowledge(scope, reason, 'AwsSolutions-IAM5[Resource::*]');
  } else {
    acknowledge(scope, 'This stage does not ask for traces: see docs/cost.md.', 'Serverless-LambdaTracing');
  }
}
