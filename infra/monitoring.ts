import { Aws, Duration, Stack, Validations } from 'aws-cdk-lib';
import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { FilterPattern, type LogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { METRIC_NAMESPACE } from '../src/observability/metrics.ts';
import { addAlarm, alarmDefinitions, RUNBOOK } from './alarms.ts';
import { ServiceDashboard } from './dashboard.ts';
import { LogQueries } from './log-queries.ts';
import { createMetrics, type MetricTargets } from './metrics.ts';

export interface MonitoringProps {
  readonly targets: MetricTargets;
  readonly functionLog: LogGroup;
  readonly accessLog: LogGroup;
  /** MB of the function. */
  readonly memory: number;
  readonly alarmEmail?: string | undefined;
  /** US dollars a month. */
  readonly monthlyBudget?: number | undefined;
}

/** How the service is watched: alarms to one topic, a dashboard, and saved questions to the logs. */
export class Monitoring extends Construct {
  /** Those that take a new version of the function back. */
  readonly rollbackAlarms: readonly Alarm[];
  readonly topic: Topic;

  constructor(scope: Construct, id: string, { targets, functionLog, accessLog, memory, alarmEmail, monthlyBudget }: MonitoringProps) {
    super(scope, id);
    this.topic = this.#topic(monthlyBudget !== undefined);
    if (alarmEmail !== undefined) this.#tell(alarmEmail);
    if (monthlyBudget !== undefined) this.#budget(monthlyBudget);
    const metrics = createMetrics(targets);
    const alarms = alarmDefinitions(metrics, this.#loggedFaults(functionLog)).map((definition) => ({
      definition,
      alarm: addAlarm(this, definition, this.topic),
    }));
    this.rollbackAlarms = alarms.filter(({ definition }) => definition.rollsBack).map(({ alarm }) => alarm);
    new ServiceDashboard(this, 'Dashboard', { metrics, memory, alarms: alarms.map(({ alarm }) => alarm) });
    new LogQueries(this, 'Queries', { functionLog, accessLog });
  }

  /** A policy of its own takes the place of the one that lets this account's alarms in, so it has to name them. */
  #topic(withBudget: boolean): Topic {
    const topic = new Topic(this, 'Alarms', { enforceSSL: true });
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

  #tell(address: string): void {
    this.topic.addSubscription(new EmailSubscription(address));
    Validations.of(this.topic).acknowledge({
      id: 'Serverless-SNSRedrivePolicy',
      reason: 'Mail that cannot be delivered concerns an alarm that the dashboard shows all the same.',
    });
  }

  #budget(usd: number): void {
    const subscribers = [{ subscriptionType: 'SNS', address: this.topic.topicArn }];
    const notice = (notificationType: string) => ({
      notification: { notificationType, comparisonOperator: 'GREATER_THAN', threshold: 100, thresholdType: 'PERCENTAGE' },
      subscribers,
    });
    const budget = new CfnBudget(this, 'Budget', {
      budget: {
        // The name is all that the message says: it leads to the runbook as the alarms' descriptions do.
        budgetName: `${Stack.of(this).stackName} monthly-budget, see ${RUNBOOK}`,
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        budgetLimit: { amount: usd, unit: 'USD' },
      },
      notificationsWithSubscribers: [notice('ACTUAL'), notice('FORECASTED')],
    });
    budget.node.addDependency(this.topic);
  }

  /** Ours and Lambda's own words for a fault. Without a default value, so that the metric costs nothing while there is none. */
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
