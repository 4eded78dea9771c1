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
    this.log = new LogGroup(this, 'Log', {
      retention: logRetentionDays,
      removalPolicy: keepLog ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    const { memory, timeout, reservedConcurrency, tracing } = settings;
    this.handler = new Lambda(this, 'Handler', {
      // Source maps are not used at runtime and would slow down each cold start.
      code: Code.fromAsset(code, { exclude: ['*.map'] }),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: memory,
      timeout: Duration.seconds(timeout),
      tracing: tracing ? Tracing.ACTIVE : Tracing.DISABLED,
      loggingFormat: LoggingFormat.JSON,
      // The app filters by log level itself. Above INFO, Lambda would drop the metric lines, because they have no level.
      applicationLogLevelV2: ApplicationLogLevel.TRACE,
      // The saved queries read the report line of each request (memory, duration).
      systemLogLevelV2: SystemLogLevel.INFO,
      logGroup: this.log,
      role: this.#role(),
      environment: { ...environment },
      // Keep earlier versions, so that a rollback of the alias takes seconds: see docs/runbook.md.
      currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN },
      ...(reservedConcurrency === undefined ? {} : { reservedConcurrentExecutions: reservedConcurrency }),
    });
    this.live = this.handler.addAlias('live');
    this.#acknowledge(tracing);
  }

  /** Replaces AWS's managed policy for functions, which allows every log group. */
  #role(): Role {
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    const actions = ['logs:CreateLogStream', 'logs:PutLogEvents'];
    role.addToPolicy(new PolicyStatement({ sid: 'Log', actions, resources: [this.log.logGroupArn] }));
    return role;
  }

  #acknowledge(tracing: boolean): void {
    const isSynchronous = 'API Gateway invokes the function synchronously: the caller gets the error, and nothing is queued.';
    Validations.of(this).acknowledge(
      { id: 'Serverless-LambdaAsyncFailureDestination', reason: isSynchronous },
      { id: 'Serverless-LambdaDLQ', reason: isSynchronous },
    );
    if (tracing) {
      const id = 'AwsSolutions-IAM5[Resource::*]';
      Validations.of(this).acknowledge({ id, reason: 'xray:PutTraceSegments and xray:PutTelemetryRecords do not support resources.' });
    } else {
      Validations.of(this).acknowledge({ id: 'Serverless-LambdaTracing', reason: 'This stage has tracing off: see docs/cost.md.' });
    }
  }
}
