import { Stack } from 'aws-cdk-lib';
import { Alarm, type AlarmProps, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { ServiceMetrics, StreamMetric } from './metrics.ts';

export interface AlarmDefinition {
  /** Also the anchor of its section in the runbook. */
  readonly name: string;
  readonly meaning: string;
  readonly metric: IMetric;
  /** The alarm starts when the metric reaches this value … */
  readonly threshold: number;
  /** … in at least this many of the last minutes. */
  readonly minutes: readonly [atLeast: number, of: number];
  /** Whether this alarm rolls back a new version of the function. */
  readonly rollsBack: boolean;
}

export const RUNBOOK = 'docs/runbook.md';

/** Returns the alarms in the order of the runbook. `Monitoring` adds the budget, which is not a CloudWatch alarm. */
export function alarmDefinitions(metrics: ServiceMetrics, loggedFaults: IMetric): readonly AlarmDefinition[] {
  return [
    {
      name: 'server-errors',
      meaning: 'More than 1 % of the responses are 5xx.',
      // Each request counts as 0 or 1, so the average is the error rate.
      metric: metrics.gateway('5xx', 'Average'),
      threshold: 0.01,
      minutes: [3, 5],
      rollsBack: true,
    },
    {
      name: 'slow-answers',
      meaning: '1 % of the responses take three seconds or more.',
      metric: metrics.gateway('Latency', 'p99'),
      threshold: 3_000,
      minutes: [4, 5],
      rollsBack: false,
    },
    {
      name: 'function-errors',
      meaning: 'The function crashed or timed out. It handles its own errors, so this should never happen.',
      metric: metrics.function('Errors', 'Sum'),
      threshold: 1,
      minutes: [1, 1],
      rollsBack: true,
    },
    {
      name: 'function-throttles',
      meaning: 'Lambda rejects requests because too many run at the same time.',
      metric: metrics.function('Throttles', 'Sum'),
      threshold: 1,
      minutes: [2, 5],
      rollsBack: false,
    },
    {
      name: 'table-throttles',
      meaning: 'DynamoDB rejects requests. The table is at its limit, or one workspace gets too many requests.',
      metric: metrics.operations('ThrottledRequests'),
      threshold: 1,
      minutes: [3, 5],
      rollsBack: false,
    },
    {
      name: 'table-errors',
      meaning: 'DynamoDB returns internal errors.',
      metric: metrics.operations('SystemErrors'),
      threshold: 1,
      minutes: [3, 5],
      rollsBack: false,
    },
    {
      name: 'logged-faults',
      meaning: 'The service logged an internal error.',
      metric: loggedFaults,
      threshold: 1,
      minutes: [1, 1],
      rollsBack: true,
    },
  ];
}

/** Returns the alarms of the history, for a stage that keeps one. */
export function historyAlarms({ age, lost }: Readonly<Record<StreamMetric, IMetric>>): readonly AlarmDefinition[] {
  return [
    {
      name: 'history-late',
      meaning: 'Changes come into the history more than a minute late.',
      metric: age,
      threshold: 60_000,
      minutes: [3, 5],
      rollsBack: false,
    },
    {
      name: 'history-lost',
      meaning: 'Changes were not written to the history for six hours and were given up.',
      metric: lost,
      threshold: 1,
      minutes: [1, 1],
      rollsBack: false,
    },
  ];
}

/** Returns the alarm of the hooks, if a record type has hooks. */
export function hooksAlarm(lost: IMetric): AlarmDefinition {
  return {
    name: 'hooks-lost',
    meaning: 'Hooks of record types failed for six hours and were given up.',
    metric: lost,
    threshold: 1,
    minutes: [1, 1],
    rollsBack: false,
  };
}

export function addAlarm(scope: Construct, definition: AlarmDefinition, topic: ITopic): Alarm {
  const { name, meaning, metric, threshold, minutes } = definition;
  const props: AlarmProps = {
    alarmName: `${Stack.of(scope).stackName}-${name}`,
    alarmDescription: `${meaning} What to do: ${RUNBOOK}#${name}`,
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
