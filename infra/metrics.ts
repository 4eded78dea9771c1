import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { METRIC_DIMENSION, METRIC_NAMESPACE, METRICS, type MetricKey } from '../src/observability/metrics.ts';

export interface MetricTargets {
  readonly functionName: string;
  readonly apiId: string;
  readonly tableName: string;
}

/** The names of AWS's own metrics that graphs and alarms read; a typing error in one would be an alarm that never goes off. */
export type GatewayMetric = '4xx' | '5xx' | 'Count' | 'Latency';
export type FunctionMetric = 'ConcurrentExecutions' | 'Duration' | 'Errors' | 'Throttles';
export type TableMetric = 'ConsumedReadCapacityUnits' | 'ConsumedWriteCapacityUnits';
export type OperationMetric = 'SystemErrors' | 'ThrottledRequests';
export type Statistic = 'Average' | 'Maximum' | 'Sum' | 'p50' | 'p90' | 'p99';

export interface ServiceMetrics {
  /** One of the service's own metrics, as `src/observability/metrics.ts` emits it. */
  own(key: MetricKey, statistic: Statistic): Metric;
  gateway(name: GatewayMetric, statistic: Statistic): Metric;
  function(name: FunctionMetric, statistic: Statistic): Metric;
  table(name: TableMetric): Metric;
  /** The sum over the four requests that the service makes of the table. */
  operations(name: OperationMetric): MathExpression;
}

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
        // Over a list SUM passes over what is missing, where `a + b` would be missing altogether.
        expression: `SUM([${OPERATIONS.map((_, n) => `m${n}`).join(', ')}])`,
        usingMetrics: Object.fromEntries(OPERATIONS.map((Operation, n) => [`m${n}`, operation(name, Operation)])),
        label: name,
        period,
      }),
  };
}
