import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping, FilterCriteria, FilterRule, Function as Lambda, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { PARTITION_KEY } from '../src/store/table.ts';
import { acknowledge } from './acknowledge.ts';
import { CHANGES_MEMORY } from './cost/usage.ts';
import type { Database } from './database.ts';
import { acknowledgeFunction, acknowledgeTracing, createFunctionRole, functionDefaults } from './function.ts';
import { createLog } from './log.ts';

export interface ChangesFunctionProps {
  /** The folder with the function that `npm run build` created. */
  readonly code: string;
  readonly database: Database;
  /** The stream of the table. */
  readonly streamArn: string;
  readonly tracing: boolean;
  readonly environment: Readonly<Record<string, string>>;
  readonly logRetentionDays: number;
  /** Keeps the log and the queue of lost changes when the stack is deleted. */
  readonly keepData: boolean;
}

/** Changes per invocation. Also in `test/support/lambda/event-source.ts`. */
const BATCH_SIZE = 100;
/** Waits so long for a batch to fill: fewer invocations, and entries still come within two seconds. */
const BATCH_WINDOW = Duration.seconds(1);
/** A permanent delete overwrites each version of a record, so a batch can take long. */
const TIMEOUT = Duration.minutes(1);
/** DynamoDB keeps changes for 24 hours. This leaves 18 of them to write lost ones again: docs/runbook.md. */
const MAX_AGE = Duration.hours(6);
const LOST_RETENTION = Duration.days(14);

/** The function that writes the history from the stream of the table. Changes that it cannot write go to a queue. */
export class ChangesFunction extends Construct {
  readonly handler: Lambda;
  readonly log: LogGroup;
  /** One message per batch that was given up, with its position in the stream. It contains no records. */
  readonly lost: Queue;

  constructor(scope: Construct, id: string, props: ChangesFunctionProps) {
    super(scope, id);
    const { code, database, streamArn, tracing, environment, logRetentionDays, keepData } = props;
    this.log = createLog(this, 'Log', { logRetentionDays, keepLog: keepData });
    this.lost = new Queue(this, 'Lost', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: LOST_RETENTION,
      removalPolicy: keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    const role = createFunctionRole(this, this.log);
    database.grantHistory(role, streamArn);
    role.addToPolicy(new PolicyStatement({ sid: 'Lost', actions: ['sqs:SendMessage'], resources: [this.lost.queueArn] }));
    this.handler = new Lambda(this, 'Handler', {
      ...functionDefaults({ code, settings: { memory: CHANGES_MEMORY, tracing }, environment, log: this.log }),
      timeout: TIMEOUT,
      role,
    });
    this.#follow(streamArn);
    this.#acknowledge(tracing);
  }

  #follow(streamArn: string): void {
    new EventSourceMapping(this, 'Changes', {
      target: this.handler,
      eventSourceArn: streamArn,
      // From the oldest: the table can change before this mapping is active.
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: BATCH_SIZE,
      maxBatchingWindow: BATCH_WINDOW,
      // Without it, the entries that the function writes would invoke it again.
      filters: [FilterCriteria.filter({ dynamodb: { Keys: { [PARTITION_KEY]: { S: FilterRule.beginsWith('records#') } } } })],
      bisectBatchOnError: true,
      reportBatchItemFailures: true,
      // As often as it takes until the maximum age.
      retryAttempts: -1,
      maxRecordAge: MAX_AGE,
      onFailure: { bind: () => ({ destination: this.lost.queueArn }) },
    });
  }

  #acknowledge(tracing: boolean): void {
    const isPolled = 'Lambda polls the stream. What fails goes to the queue of the event source mapping.';
    acknowledgeFunction(this, isPolled);
    acknowledge(this, isPolled, 'Serverless-LambdaEventSourceMappingDestination');
    acknowledge(this, 'dynamodb:ListStreams does not support resources.', 'AwsSolutions-IAM5[Resource::*]');
    const isLast = 'This queue is the last one: an alarm starts at its first message.';
    acknowledge(this.lost, isLast, 'AwsSolutions-SQS3', 'Serverless-SQSRedrivePolicy', 'CT.SQS.PR.1');
    acknowledge(this.lost, 'SQS encrypts the queue with its own key at no charge, which the rule does not know.', 'CKV_AWS_27');
    acknowledgeTracing(this, tracing);
  }
}
