import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { METRIC_DIMENSION, METRIC_NAMESPACE, METRICS, type MetricKey } from '../src/observability/metrics.ts';

export interface MetricTargets {
  readonly functionName: string;
  readonly apiId: string;
  readonly tableName: string;
}

/** AWS metrics that graphs and alarms use. They are types, because an alarm on a misspelled metric never starts. */
export type GatewayMetric = '4xx' | '5xx' | 'Count' | 'Latency';
export type FunctionMetric = 'ConcurrentExecutions' | 'Duration' | 'Errors' | 'Throttles';
export type TableMetric = 'ConsumedReadCapacityUnits' | 'ConsumedWriteCapacityUnits';
export type OperationMetric = 'SystemErrors' | 'ThrottledRequests';
export type Statistic = 'Average' | 'Maximum' | 'Sum' | 'p50' | 'p90' | 'p99';

export interface ServiceMetrics {
  /** A metric of the service itself, see `src/observability/metrics.ts`. */
  own(key: MetricKey, statistic: Statistic): Metric;
  gateway(name: GatewayMetric, statistic: Statistic): Metric;
  function(name: FunctionMetric, statistic: Statistic): Metric;
  table(name: TableMetric): Metric;
  /** The sum over the DynamoDB operations that every request uses one of. */
  operations(name: OperationMetric): MathExpression;
}

/** Without BatchGetItem: it only follows one of these, and each metric of an alarm costs $0.10 per month. */
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
        // SUM over a list ignores missing metrics; with `a + b` the result would be missing.
        expression: `SUM([${OPERATIONS.map((_, n) => `m${n}`).join(', ')}])`,
        usingMetrics: Object.fromEntries(OPERATIONS.map((Operation, n) => [`m${n}`, operation(name, Operation)])),
        label: name,
        period,
      }),
  };
}
