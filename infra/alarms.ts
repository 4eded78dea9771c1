import { Stack } from 'aws-cdk-lib';
import { Alarm, type AlarmProps, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { ServiceMetrics } from './metrics.ts';

export interface AlarmDefinition {
  /** Also the anchor of its section in the runbook. */
  readonly name: string;
  readonly means: string;
  readonly metric: IMetric;
  /** The alarm goes off when the metric is at or above it. */
  readonly threshold: number;
  /** In so many of the last minutes. */
  readonly minutes: readonly [atLeast: number, of: number];
  /** Whether a new version of the function that sets it off is taken back. */
  readonly rollsBack: boolean;
}

export const RUNBOOK = 'docs/runbook.md';

/** The alarms, in the order of the runbook. The budget, which is no CloudWatch alarm, is the monitoring's own. */
export function alarmDefinitions(metrics: ServiceMetrics, loggedFaults: IMetric): readonly AlarmDefinition[] {
  return [
    {
      name: 'server-errors',
      means: 'More than 1 % of the answers are 5xx.',
      // Each request counts as 0 or 1, so that the average is the rate.
      metric: metrics.gateway('5xx', 'Average'),
      threshold: 0.01,
      minutes: [3, 5],
      rollsBack: true,
    },
    {
      name: 'slow-answers',
      means: 'One answer in a hundred takes three seconds or more.',
      metric: metrics.gateway('Latency', 'p99'),
      threshold: 3_000,
      minutes: [4, 5],
      rollsBack: false,
    },
    {
      name: 'function-errors',
      means: 'The function crashed or ran out of time: it answers its own faults, so there should be none.',
      metric: metrics.function('Errors', 'Sum'),
      threshold: 1,
      minutes: [1, 1],
      rollsBack: true,
    },
    {
      name: 'function-throttles',
      means: 'Lambda turns requests away: too many run at once.',
      metric: metrics.function('Throttles', 'Sum'),
      threshold: 1,
      minutes: [2, 5],
      rollsBack: false,
    },
    {
      name: 'table-throttles',
      means: 'DynamoDB turns requests away: the ceiling is reached, or one workspace is hot.',
      metric: metrics.operations('ThrottledRequests'),
      threshold: 1,
      minutes: [3, 5],
      rollsBack: false,
    },
    {
      name: 'table-errors',
      means: 'DynamoDB fails by a fault of its own.',
      metric: metrics.operations('SystemErrors'),
      threshold: 1,
      minutes: [3, 5],
      rollsBack: false,
    },
    {
      name: 'logged-faults',
      means: 'The service logged a fault of ours.',
      metric: loggedFaults,
      threshold: 1,
      minutes: [1, 1],
      rollsBack: true,
    },
  ];
}

export function addAlarm(scope: Construct, definition: AlarmDefinition, topic: ITopic): Alarm {
  const { name, means, metric, threshold, minutes } = definition;
  const props: AlarmProps = {
    alarmName: `${Stack.of(scope).stackName}-${name}`,
    alarmDescription: `${means} What to do: ${RUNBOOK}#${name}`,
    metric,
    threshold,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    datapointsToAlarm: minutes[0],
    evaluationPeriods: minutes[1],
    treatMissingData: TreatMissingData.NOT_BREACHING,
  };
  const alarm = new Alarm(scope, name, props);
  alarm.addAlarmAction(new SnsAction(topic));
  alarm.addOkAction(new SnsAction(topic));
  return alarm;
}
