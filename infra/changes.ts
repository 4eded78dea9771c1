import { Duration } from 'aws-cdk-lib';
import { FilterRule, Function as Lambda, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { CHANGES_MEMORY } from './cost/usage.ts';
import type { Database } from './database.ts';
import { acknowledgeTracing, createFunctionRole, functionDefaults } from './function.ts';
import { createLog } from './log.ts';
import { createLostQueue, followStream, grantLost } from './stream-consumer.ts';

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

/** A permanent delete overwrites each version of a record, so a batch can take long. */
const TIMEOUT = Duration.minutes(1);

/** The function that writes the history from the stream of the table. Changes that it cannot write go to a queue. */
export class ChangesFunction extends Construct {
  readonly handler: Lambda;
  readonly log: LogGroup;
  readonly lost: Queue;

  constructor(scope: Construct, id: string, props: ChangesFunctionProps) {
    super(scope, id);
    const { code, database, streamArn, tracing, environment, logRetentionDays, keepData } = props;
    this.log = createLog(this, 'Log', { logRetentionDays, keepLog: keepData });
    this.lost = createLostQueue(this, keepData);
    const role = createFunctionRole(this, this.log);
    database.grantHistory(role, streamArn);
    grantLost(role, this.lost);
    this.handler = new Lambda(this, 'Handler', {
      ...functionDefaults({ code, settings: { memory: CHANGES_MEMORY, tracing }, environment, log: this.log }),
      timeout: TIMEOUT,
      role,
    });
    followStream(this, 'Changes', {
      target: this.handler,
      streamArn,
      // From the oldest: the table can change before this mapping is active.
      startingPosition: StartingPosition.TRIM_HORIZON,
      // Without it, the entries that the function writes would invoke it again.
      partitions: FilterRule.beginsWith('records#'),
      lost: this.lost,
    });
    acknowledgeTracing(this, tracing);
  }
}
