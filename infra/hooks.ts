import { Duration } from 'aws-cdk-lib';
import { Function as Lambda, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { ChangesFunctionProps } from './changes.ts';
import { CHANGES_MEMORY } from './cost/usage.ts';
import { acknowledgeTracing, createFunctionRole, functionDefaults } from './function.ts';
import type { HookSettings } from './hook-settings.ts';
import { createLog } from './log.ts';
import { createLostQueue, followStream, grantLost } from './stream-consumer.ts';

export interface HooksFunctionProps extends ChangesFunctionProps {
  /** The names of the record types that have hooks. */
  readonly types: readonly string[];
  readonly settings: HookSettings;
}

/** Each hook has up to 30 seconds, and ten run at the same time. */
const TIMEOUT = Duration.minutes(2);

/** The function that runs the hooks of record types. It reads the stream by itself, so that hooks never delay the history. */
export class HooksFunction extends Construct {
  readonly handler: Lambda;
  readonly log: LogGroup;
  readonly lost: Queue;

  constructor(scope: Construct, id: string, props: HooksFunctionProps) {
    super(scope, id);
    const { code, types, settings, database, streamArn, tracing, environment, logRetentionDays, keepData } = props;
    this.log = createLog(this, 'Log', { logRetentionDays, keepLog: keepData });
    this.lost = createLostQueue(this, keepData);
    const role = createFunctionRole(this, this.log);
    database.grantStream(role, streamArn);
    grantLost(role, this.lost);
    for (const statement of settings.statements) role.addToPolicy(statement);
    this.handler = new Lambda(this, 'Handler', {
      ...functionDefaults({
        code,
        settings: { memory: CHANGES_MEMORY, tracing },
        environment: { ...settings.environment, ...environment },
        log: this.log,
      }),
      timeout: TIMEOUT,
      role,
    });
    followStream(this, 'Changes', {
      target: this.handler,
      streamArn,
      // Changes from before the deployment had no hook.
      startingPosition: StartingPosition.LATEST,
      // The partition of a record ends with the name of its type.
      partitions: types.map((type) => ({ suffix: `#${type}` })),
      lost: this.lost,
    });
    acknowledgeTracing(this, tracing);
  }
}
