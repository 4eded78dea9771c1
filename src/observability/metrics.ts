import { NAME } from '../name.ts';

/** The namespace of the service's own metrics. Their only dimension is the name of the function. */
export const METRIC_NAMESPACE = NAME;
export const METRIC_DIMENSION = 'FunctionName';

type Unit = 'Count' | 'Milliseconds';

/**
 * The service's metrics. The code below emits them, and the dashboard and the alarms read them.
 * CloudWatch charges nothing for an account's first ten metrics. The eleventh, `rejectedCodeCaches`, should always be zero and is then not
 * sent.
 */
export const METRICS = {
  requests: { name: 'Requests', unit: 'Count' },
  latency: { name: 'Latency', unit: 'Milliseconds' },
  coldStarts: { name: 'ColdStarts', unit: 'Count' },
  readUnits: { name: 'ReadUnits', unit: 'Count' },
  writeUnits: { name: 'WriteUnits', unit: 'Count' },
  /** 401 and 403: the caller is unknown or lacks a permission. */
  refusedCallers: { name: 'RefusedCallers', unit: 'Count' },
  /** 404, 409 and 412: the request conflicts with stored data. */
  refusedStates: { name: 'RefusedStates', unit: 'Count' },
  /** Any other 4xx except 429: the request itself is invalid. */
  refusedInputs: { name: 'RefusedInputs', unit: 'Count' },
  /** 429 and 503: the client should retry later, because of too many requests or an overloaded table. */
  throttled: { name: 'Throttled', unit: 'Count' },
  /** Any other 5xx: an error in the service. */
  faults: { name: 'Faults', unit: 'Count' },
  /** Cold starts where V8 rejected the bundle's code cache, because it was built for another version of Node. */
  rejectedCodeCaches: { name: 'RejectedCodeCaches', unit: 'Count' },
} as const satisfies Readonly<Record<string, { readonly name: string; readonly unit: Unit }>>;

export type MetricKey = keyof typeof METRICS;

/** The measurements of one completed request. */
export interface Measurements {
  readonly status: number;
  readonly milliseconds: number;
  /** Whether it was the first request of its process. */
  readonly coldStart: boolean;
  /** In capacity units, as reported by DynamoDB. */
  readonly readUnits: number;
  readonly writeUnits: number;
}

export type RequestMetrics = (measurements: Measurements) => void;

export interface MetricsOptions {
  /** The value of `AWS_LAMBDA_FUNCTION_NAME`, which distinguishes the functions of an account. */
  readonly functionName: string;
  /** Whether V8 rejected the bundle's code cache when this process started. */
  readonly codeCacheRejected: boolean;
  /**
   * Writes a line, given without its line break. Must write to standard output directly, because Lambda changes the output of `console`.
   */
  readonly write: (line: string) => void;
  readonly now?: () => Date;
}

/**
 * Writes one line per request in CloudWatch's embedded metric format. CloudWatch Logs creates the metrics from it, without API requests.
 * Omits metrics that are zero, because CloudWatch Logs charges by the byte.
 * Source: "Specification: Embedded metric format", Amazon CloudWatch User Guide.
 */
export function createMetrics({ functionName, codeCacheRejected, write, now = () => new Date() }: MetricsOptions): RequestMetrics {
  return function requestMetrics(measurements) {
    const rejections: [MetricKey, number] = ['rejectedCodeCaches', measurements.coldStart && codeCacheRejected ? 1 : 0];
    const values = [...metricsOf(measurements), rejections].filter(([, value]) => value !== 0);
    const directive = {
      Namespace: METRIC_NAMESPACE,
      Dimensions: [[METRIC_DIMENSION]],
      Metrics: values.map(([key]) => ({ Name: METRICS[key].name, Unit: METRICS[key].unit })),
    };
    write(
      JSON.stringify({
        _aws: { Timestamp: now().getTime(), CloudWatchMetrics: [directive] },
        [METRIC_DIMENSION]: functionName,
        ...Object.fromEntries(values.map(([key, value]) => [METRICS[key].name, value])),
      }),
    );
  };
}

function metricsOf({ status, milliseconds, coldStart, readUnits, writeUnits }: Measurements): [MetricKey, number][] {
  const kind = kindOf(status);
  return [
    ['requests', 1],
    ['latency', milliseconds],
    ['coldStarts', coldStart ? 1 : 0],
    ['readUnits', readUnits],
    ['writeUnits', writeUnits],
    ...(kind === undefined ? [] : [[kind, 1] satisfies [MetricKey, number]]),
  ];
}

/** Returns the metric that counts a refused or failed response. Each response counts in at most one such metric. */
function kindOf(status: number): MetricKey | undefined {
  if (status < 400) return undefined;
  if (status === 429 || status === 503) return 'throttled';
  if (status >= 500) return 'faults';
  if (status === 401 || status === 403) return 'refusedCallers';
  return status === 404 || status === 409 || status === 412 ? 'refusedStates' : 'refusedInputs';
}
