import { Aws, Duration, Stack } from 'aws-cdk-lib';
import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { FilterPattern, type LogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { METRIC_NAMESPACE } from '../src/observability/metrics.ts';
import { acknowledge } from './acknowledge.ts';
import { addAlarm, alarmDefinitions, historyAlarms, hooksAlarm, RUNBOOK } from './alarms.ts';
import { ServiceDashboard } from './dashboard.ts';
import { LogQueries } from './log-queries.ts';
import { type ChangesTargets, createMetrics, createStreamMetrics, type MetricTargets } from './metrics.ts';

export interface MonitoringProps {
  readonly targets: MetricTargets;
  /** The function behind the stream. Default: none. */
  readonly changes?: ChangesTargets | undefined;
  /** The function that runs hooks. Default: none. */
  readonly hooks?: ChangesTargets | undefined;
  readonly functionLog: LogGroup;
  readonly accessLog: LogGroup;
  /** Memory of the function in MB. */
  readonly memory: number;
  readonly alarmEmail?: string | undefined;
  /** US dollars per month. */
  readonly monthlyBudget?: number | undefined;
}

/** Alarms that notify one SNS topic, a dashboard, and saved log queries. */
export class Monitoring extends Construct {
  /** The alarms that roll back a new version of the function. */
  readonly rollbackAlarms: readonly Alarm[];
  readonly topic: Topic;

  constructor(scope: Construct, id: string, props: MonitoringProps) {
    super(scope, id);
    const { targets, changes, hooks, functionLog, accessLog, memory, alarmEmail, monthlyBudget } = props;
    this.topic = this.#topic(monthlyBudget !== undefined);
    if (alarmEmail !== undefined) this.#subscribe(alarmEmail);
    if (monthlyBudget !== undefined) this.#budget(monthlyBudget);
    const metrics = createMetrics(targets);
    const history = changes && createStreamMetrics(changes);
    const ofHooks = hooks && createStreamMetrics(hooks);
    const definitions = [
      ...alarmDefinitions(metrics, this.#loggedFaults(functionLog)),
      ...(history === undefined ? [] : historyAlarms(history)),
      ...(ofHooks === undefined ? [] : [hooksAlarm(ofHooks.lost)]),
    ];
    const alarms = definitions.map((definition) => ({
      definition,
      alarm: addAlarm(this, definition, this.topic),
    }));
    this.rollbackAlarms = alarms.filter(({ definition }) => definition.rollsBack).map(({ alarm }) => alarm);
    new ServiceDashboard(this, 'Dashboard', { metrics, history, hooks: ofHooks, memory, alarms: alarms.map(({ alarm }) => alarm) });
    new LogQueries(this, 'Queries', { functionLog, accessLog });
  }

  /** Creates the topic. Its policy replaces the default policy, which allows this account's alarms, so it must name every publisher. */
  #topic(withBudget: boolean): Topic {
    const topic = new Topic(this, 'Alarms', { enforceSSL: true });
    const needsOwnKey = 'Alarms can publish only to a topic with a key of this account, which has an idle cost. They name no records.';
    acknowledge(topic, needsOwnKey, 'CKV_AWS_26');
    const publishers = ['cloudwatch.amazonaws.com', ...(withBudget ? ['budgets.amazonaws.com'] : [])];
    topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AlarmsOfThisAccount',
        principals: publishers.map((publisher) => new ServicePrincipal(publisher)),
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    );
    return topic;
  }

  #subscribe(address: string): void {
    this.topic.addSubscription(new EmailSubscription(address));
    acknowledge(this.topic, 'If a mail cannot be delivered, the dashboard still shows the alarm.', 'Serverless-SNSRedrivePolicy');
  }

  #budget(usd: number): void {
    const subscribers = [{ subscriptionType: 'SNS', address: this.topic.topicArn }];
    const notice = (notificationType: string) => ({
      notification: { notificationType, comparisonOperator: 'GREATER_THAN', threshold: 100, thresholdType: 'PERCENTAGE' },
      subscribers,
    });
    const budget = new CfnBudget(this, 'Budget', {
      budget: {
        // The message contains only the name, so the name points to the runbook.
        budgetName: `${Stack.of(this).stackName} monthly-budget, see ${RUNBOOK}`,
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        budgetLimit: { amount: usd, unit: 'USD' },
      },
      notificationsWithSubscribers: [notice('ACTUAL'), notice('FORECASTED')],
    });
    // AWS refuses a budget that may not publish yet.
    budget.node.addDependency(this.topic.node.findChild('Policy'));
  }

  /** Counts log lines with an error level of the app or of Lambda. Without a default value, a period without errors costs nothing. */
  #loggedFaults(log: LogGroup) {
    const levels = ['error', 'ERROR', 'FATAL'].map((level) => FilterPattern.stringValue('$.level', '=', level));
    const filter = new MetricFilter(this, 'Faults', {
      logGroup: log,
      filterPattern: FilterPattern.any(...levels),
      metricNamespace: `${METRIC_NAMESPACE}/${Stack.of(this).stackName}`,
      metricName: 'LoggedFaults',
      metricValue: '1',
    });
    return filter.metric({ statistic: 'Sum', period: Duration.minutes(1) });
  }
}
