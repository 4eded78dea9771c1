import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { METRIC_DIMENSION, METRIC_NAMESPACE, METRICS, type MetricKey } from '../src/observability/metrics.ts';

export interface MetricTargets {
  readonly functionName: string;
  readonly apiId: string;
  readonly tableName: string;
}

/** Names of AWS metrics for graphs and alarms. Types prevent misspelled names: an alarm on such a metric would never start. */
export type GatewayMetric = '4xx' | '5xx' | 'Count' | 'Latency';
export type FunctionMetric = 'ConcurrentExecutions' | 'Duration' | 'Errors' | 'Throttles';
export type TableMetric = 'ConsumedReadCapacityUnits' | 'ConsumedWriteCapacityUnits';
export type OperationMetric = 'SystemErrors' | 'ThrottledRequests';
/** Metrics of a function behind the stream: how old the last change that it got is, and how many batches were given up. */
export type StreamMetric = 'age' | 'lost';
export type Statistic = 'Average' | 'Maximum' | 'Sum' | 'p50' | 'p90' | 'p99';

export interface ServiceMetrics {
  /** Returns a metric of the service itself, see `src/observability/metrics.ts`. */
  own(key: MetricKey, statistic: Statistic): Metric;
  gateway(name: GatewayMetric, statistic: Statistic): Metric;
  function(name: FunctionMetric, statistic: Statistic): Metric;
  table(name: TableMetric): Metric;
  /** Returns the sum over the DynamoDB operations. Every request uses at least one of them. */
  operations(name: OperationMetric): MathExpression;
}

/** A function behind the stream, and the queue of changes that it could not handle. */
export interface ChangesTargets {
  readonly functionName: string;
  readonly queueName: string;
}

export function createStreamMetrics({ functionName, queueName }: ChangesTargets): Readonly<Record<StreamMetric, Metric>> {
  const metric = (namespace: string, metricName: string, dimensionsMap: Record<string, string>) =>
    new Metric({ namespace, metricName, dimensionsMap, statistic: 'Maximum', period });
  return {
    age: metric('AWS/Lambda', 'IteratorAge', { FunctionName: functionName }),
    lost: metric('AWS/SQS', 'ApproximateNumberOfMessagesVisible', { QueueName: queueName }),
  };
}

/** Leaves out BatchGetItem, because it only follows one of these and each metric of an alarm costs $0.10 per month. */
const OPERATIONS = ['GetItem', 'PutItem', 'UpdateItem', 'Query'];
const period = Duration.minutes(1);

export function createMetrics({ functionName, apiId, tableName }: MetricTargets): ServiceMetrics {
  const operation = (metricName: OperationMetric, Operation: string) =>
    new Metric({ namespace: 'AWS/DynamoDB', metricName, dimensionsMap: { TableName: tableName, Operation }, statistic: 'Sum', period });
  return {
    own: (key, statistic) =>
      new Metric({
        namespace: METRIC_NAMESPACE,
        metricName: METRICS[key].name,
        dimensionsMap: { [METRIC_DIMENSION]: functionName },
        statistic,
        period,
      }),
    gateway: (metricName, statistic) =>
      new Metric({ namespace: 'AWS/ApiGateway', metricName, dimensionsMap: { ApiId: apiId }, statistic, period }),
    function: (metricName, statistic) =>
      new Metric({ namespace: 'AWS/Lambda', metricName, dimensionsMap: { FunctionName: functionName }, statistic, period }),
    table: (metricName) =>
      new Metric({ namespace: 'AWS/DynamoDB', metricName, dimensionsMap: { TableName: tableName }, statistic: 'Sum', period }),
    operations: (name) =>
      new MathExpression({
        // SUM over a list ignores missing metrics. The result of `a + b` would be missing.
        expression: `SUM([${OPERATIONS.map((_, n) => `m${n}`).join(', ')}])`,
        usingMetrics: Object.fromEntries(OPERATIONS.map((Operation, n) => [`m${n}`, operation(name, Operation)])),
        label: name,
        period,
      }),
  };
}
