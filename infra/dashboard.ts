import { Duration, Stack } from 'aws-cdk-lib';
import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  MathExpression,
  SingleValueWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { PRICES } from './cost/prices.ts';
import type { ServiceMetrics, StreamMetric } from './metrics.ts';

export interface ServiceDashboardProps {
  readonly metrics: ServiceMetrics;
  /** Default: the stage keeps no history. */
  readonly history?: Readonly<Record<StreamMetric, IMetric>> | undefined;
  /** Default: no record type has hooks. */
  readonly hooks?: Readonly<Record<StreamMetric, IMetric>> | undefined;
  readonly alarms: readonly Alarm[];
  /** Memory of the function in MB; Lambda charges for memory × time. */
  readonly memory: number;
}

const HALF = 12;
const WHOLE = 24;
const HEIGHT = 6;

/** A dashboard page that shows the health of the service and the place of a fault. */
export class ServiceDashboard extends Construct {
  constructor(scope: Construct, id: string, { metrics, history, hooks, alarms, memory }: ServiceDashboardProps) {
    super(scope, id);
    const { own, gateway, operations, table } = metrics;
    const functionOf = metrics.function;
    new Dashboard(this, 'Page', {
      dashboardName: Stack.of(this).stackName,
      defaultInterval: Duration.hours(24),
      widgets: [
        [new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: HALF, height: HEIGHT }), cost(metrics, memory)],
        [
          graph('Traffic', [
            gateway('Count', 'Sum').with({ label: 'at the gateway' }),
            own('requests', 'Sum').with({ label: 'in the app' }),
          ]),
          graph('Latency in ms', [
            own('latency', 'p50'),
            own('latency', 'p90'),
            own('latency', 'p99'),
            gateway('Latency', 'p99').with({ label: 'p99 at the gateway' }),
          ]),
        ],
        [
          graph('Errors by kind', [
            own('refusedCallers', 'Sum').with({ label: '401, 403: callers' }),
            own('refusedStates', 'Sum').with({ label: '404, 409, 412: states' }),
            own('refusedInputs', 'Sum').with({ label: 'other 4xx: inputs' }),
            own('throttled', 'Sum').with({ label: '429, 503: rejected' }),
            own('faults', 'Sum').with({ label: 'other 5xx: faults' }),
            gateway('4xx', 'Sum').with({ label: '4xx at the gateway' }),
            gateway('5xx', 'Sum').with({ label: '5xx at the gateway' }),
          ]),
          graph('Throttles', [
            functionOf('Throttles', 'Sum').with({ label: 'Lambda' }),
            relabelled(operations('ThrottledRequests'), 'DynamoDB'),
          ]),
        ],
        [
          graph('Cold starts', [
            own('coldStarts', 'Sum'),
            own('rejectedCodeCaches', 'Sum').with({ label: 'without code cache' }),
            functionOf('ConcurrentExecutions', 'Maximum').with({ label: 'concurrent' }),
          ]),
          graph('Read and write units', [
            own('readUnits', 'Sum').with({ label: 'read by requests' }),
            own('writeUnits', 'Sum').with({ label: 'written by requests' }),
            table('ConsumedReadCapacityUnits').with({ label: 'read from the table' }),
            table('ConsumedWriteCapacityUnits').with({ label: 'written to the table' }),
          ]),
        ],
        [
          graph(
            'Failures',
            [functionOf('Errors', 'Sum').with({ label: 'Lambda' }), relabelled(operations('SystemErrors'), 'DynamoDB')],
            history === undefined ? WHOLE : HALF,
          ),
          ...(history === undefined ? [] : [graph('Age of the last change in the history, in ms', [history.age])]),
        ],
        ...(hooks === undefined ? [] : [[graph('Age of the last change that hooks got, in ms', [hooks.age], WHOLE)]]),
      ],
    });
  }
}

function graph(title: string, left: IMetric[], width = HALF): GraphWidget {
  return new GraphWidget({ title, left, width, height: HEIGHT, leftYAxis: { min: 0 } });
}

function relabelled(expression: MathExpression, label: string): MathExpression {
  return expression.with({ label });
}

/** Shows the cost of the requests in the visible time range at list price, without storage, logs and idle cost. */
function cost({ own, gateway, ...metrics }: ServiceMetrics, memory: number): SingleValueWidget {
  const terms = {
    requests: { metric: gateway('Count', 'Sum'), usd: PRICES.gatewayRequest.usd },
    invocations: { metric: own('requests', 'Sum'), usd: PRICES.functionRequest.usd },
    milliseconds: { metric: metrics.function('Duration', 'Sum'), usd: (PRICES.functionTime.usd * memory) / 1024 / 1000 },
    read: { metric: own('readUnits', 'Sum'), usd: PRICES.readUnit.usd },
    written: { metric: own('writeUnits', 'Sum'), usd: PRICES.writeUnit.usd },
  };
  const expression = Object.entries(terms)
    .map(([id, { usd }]) => `FILL(${id}, 0) * ${usd.toFixed(12)}`)
    .join(' + ');
  const usingMetrics = Object.fromEntries(Object.entries(terms).map(([id, { metric }]) => [id, metric]));
  const total = new MathExpression({ expression, usingMetrics, label: 'US dollars', period: Duration.minutes(1) });
  const title = 'Estimated cost of the requests in this time range';
  return new SingleValueWidget({ title, metrics: [total], setPeriodToTimeRange: true, width: HALF, height: HEIGHT });
}
