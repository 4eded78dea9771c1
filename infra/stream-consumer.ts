import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping, FilterCriteria, type Function as Lambda, type StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { PARTITION_KEY } from '../src/store/table.ts';
import { acknowledge } from './acknowledge.ts';
import { acknowledgeFunction } from './function.ts';

/** Changes per invocation. Also in `test/support/lambda/event-source.ts`. */
const BATCH_SIZE = 100;
/** Waits so long for a batch to fill: fewer invocations, and changes still come within two seconds. */
const BATCH_WINDOW = Duration.seconds(1);
/** DynamoDB keeps changes for 24 hours. This leaves 18 of them to handle lost ones again: docs/runbook.md. */
const MAX_AGE = Duration.hours(6);
const LOST_RETENTION = Duration.days(14);

/** Creates the queue for batches that were given up. A message has the position of a batch in the stream. It contains no records. */
export function createLostQueue(scope: Construct, keepData: boolean): Queue {
  return new Queue(scope, 'Lost', {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: LOST_RETENTION,
    removalPolicy: keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  });
}

/** Grants Lambda to send to the queue for a function. */
export function grantLost(role: Role, { queueArn }: Queue): void {
  role.addToPolicy(new PolicyStatement({ sid: 'Lost', actions: ['sqs:SendMessage'], resources: [queueArn] }));
}

export interface StreamConsumer {
  readonly target: Lambda;
  readonly streamArn: string;
  readonly startingPosition: StartingPosition;
  /** A rule for partition keys. */
  readonly partitions: unknown;
  readonly lost: Queue;
}

/** Passes the changes of a stream to a function, again and again until they are handled or too old. */
export function followStream(
  scope: Construct,
  id: string,
  { target, streamArn, startingPosition, partitions, lost }: StreamConsumer,
): void {
  new EventSourceMapping(scope, id, {
    target,
    eventSourceArn: streamArn,
    startingPosition,
    batchSize: BATCH_SIZE,
    maxBatchingWindow: BATCH_WINDOW,
    filters: [FilterCriteria.filter({ dynamodb: { Keys: { [PARTITION_KEY]: { S: partitions } } } })],
    bisectBatchOnError: true,
    reportBatchItemFailures: true,
    // As often as it takes until the maximum age.
    retryAttempts: -1,
    maxRecordAge: MAX_AGE,
    onFailure: { bind: () => ({ destination: lost.queueArn }) },
  });
  const isPolled = 'Lambda polls the stream. What fails goes to the queue of the event source mapping.';
  acknowledgeFunction(scope, isPolled);
  acknowledge(scope, isPolled, 'Serverless-LambdaEventSourceMappingDestination');
  acknowledge(scope, 'dynamodb:ListStreams does not support resources.', 'AwsSolutions-IAM5[Resource::*]');
  const isLast = 'This queue is the last one: an alarm starts at its first message.';
  acknowledge(lost, isLast, 'AwsSolutions-SQS3', 'Serverless-SQSRedrivePolicy', 'CT.SQS.PR.1');
  acknowledge(lost, 'SQS encrypts the queue with its own key at no charge, which the rule does not know.', 'CKV_AWS_27');
}
