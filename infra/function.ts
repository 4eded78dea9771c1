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
  /** The folder in which `npm run build` leaves the function. */
  readonly code: string;
  readonly settings: FunctionSettings;
  /** What the app reads at its start. */
  readonly environment: Readonly<Record<string, string>>;
  readonly logRetentionDays: number;
  /** Keeps the log when the stack goes. */
  readonly keepLog: boolean;
}

/** The function that the whole app runs in. Its role is its own, and allows what is granted to it by name. */
export class ApiFunction extends Construct {
  readonly handler: Lambda;
  /** The version that requests go to. */
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
      // Node never reads the source maps, and each start would download them.
      code: Code.fromAsset(code, { exclude: ['*.map'] }),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: memory,
      timeout: Duration.seconds(timeout),
      tracing: tracing ? Tracing.ACTIVE : Tracing.DISABLED,
      loggingFormat: LoggingFormat.JSON,
      // The app itself says what is worth a line; Lambda would drop the metrics' lines, which have no level, above INFO.
      applicationLogLevelV2: ApplicationLogLevel.TRACE,
      // The line of each request's end, with its memory and its time, is what the saved queries look into.
      systemLogLevelV2: SystemLogLevel.INFO,
      logGroup: this.log,
      role: this.#role(),
      environment: { ...environment },
      // Earlier versions stay, so that the alias can go back to one within seconds: see docs/runbook.md.
      currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN },
      ...(reservedConcurrency === undefined ? {} : { reservedConcurrentExecutions: reservedConcurrency }),
    });
    this.live = this.handler.addAlias('live');
    this.#acknowledge(tracing);
  }

  /** In the place of AWS's own policy for functions, which allows every log group. */
  #role(): Role {
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    const actions = ['logs:CreateLogStream', 'logs:PutLogEvents'];
    role.addToPolicy(new PolicyStatement({ sid: 'Log', actions, resources: [this.log.logGroupArn] }));
    return role;
  }

  #acknowledge(tracing: boolean): void {
    const asynchronous = 'API Gateway invokes the function synchronously: a failure is the caller’s answer, and nothing is queued.';
    Validations.of(this).acknowledge(
      { id: 'Serverless-LambdaAsyncFailureDestination', reason: asynchronous },
      { id: 'Serverless-LambdaDLQ', reason: asynchronous },
    );
    if (tracing) {
      const id = 'AwsSolutions-IAM5[Resource::*]';
      Validations.of(this).acknowledge({ id, reason: 'X-Ray: xray:PutTraceSegments and xray:PutTelemetryRecords know no resources.' });
    } else {
      Validations.of(this).acknowledge({ id: 'Serverless-LambdaTracing', reason: 'This stage does without traces: see docs/cost.md.' });
    }
  }
}
