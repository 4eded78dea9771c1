import { RemovalPolicy } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';

export interface LogProps {
  readonly logRetentionDays: number;
  /** Keeps the log when the stack is deleted. Default: deletes it. */
  readonly keepLog?: boolean;
  readonly logGroupName?: string;
}

/** A log group. No log contains records, tokens or headers. */
export function createLog(scope: Construct, id: string, { logRetentionDays, keepLog = false, ...name }: LogProps): LogGroup {
  const log = new LogGroup(scope, id, {
    ...name,
    retention: logRetentionDays,
    removalPolicy: keepLog ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  });
  const isEncrypted = 'CloudWatch encrypts every log at no charge; a key of this account has an idle cost.';
  acknowledge(log, isEncrypted, 'CKV_AWS_158', 'CT.CLOUDWATCH.PR.3');
  acknowledge(log, 'The stage sets how long logs are kept, because they contain user ids and addresses.', 'CT.CLOUDWATCH.PR.2');
  return log;
}
