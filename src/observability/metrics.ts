/** The namespace of the service's own metrics. Their only dimension is the name of the function. */
export const METRIC_NAMESPACE = 'Records';
export const METRIC_DIMENSION = 'FunctionName';

type Unit = 'Count' | 'Milliseconds';

/**
 * The service's own metrics, stated once: the code below emits them, the dashboard and the alarms read them. They are ten and
 * one that is to stay zero, because CloudWatch charges nothing for an account's first ten.
 */
export const METRICS = {
  requests: { name: 'Requests', unit: 'Count' },
  latency: { name: 'Latency', unit: 'Milliseconds' },
  coldStarts: { name: 'ColdStarts', unit: 'Count' },
  readUnits: { name: 'ReadUnits', unit: 'Count' },
  writeUnits: { name: 'WriteUnits', unit: 'Count' },
  /** 401 and 403: who the caller is, or may do. */
  refusedCallers: { name: 'RefusedCallers', unit: 'Count' },
  /** 404, 409 and 412: the request conflicts with stored data. */
  refusedStates: { name: 'RefusedStates', unit: 'Count' },
  /** Any other 4xx but 429: the request itself is wrong. */
  refusedInputs: { name: 'RefusedInputs', unit: 'Count' },
  /** 429 and 503: turned away for a while, because of too many requests or a table that does not keep up. */
  throttled: { name: 'Throttled', unit: 'Count' },
  /** Any other 5xx: a fault of ours. */
  faults: { name: 'Faults', unit: 'Count' },
  /** Starts for which V8 refused the code cache in the bundle: it was made for another Node, and saves nothing. */
  rejectedCodeCaches: { name: 'RejectedCodeCaches', unit: 'Count' },
} as const satisfies Readonly<Record<string, { readonly name: string; readonly unit: Unit }>>;

export type MetricKey = keyof typeof METRICS;

/** The figures of one answered request. */
export interface Measurements {
  readonly status: number;
  readonly milliseconds: number;
  /** Whether it was the first request of its process. */
  readonly coldStart: boolean;
  /** Units of DynamoDB, as DynamoDB counted them. */
  readonly readUnits: number;
  readonly writeUnits: number;
}

export type RequestMetrics = (measurements: Measurements) => void;

export interface MetricsOptions {
  /** Tells the functions of an account apart: `AWS_LAMBDA_FUNCTION_NAME`, as Lambda sets it. */
  readonly functionName: string;
  /** Whether this process started without the code cache that its bundle has. */
  readonly codeCacheRejected: boolean;
  /** Takes one line, without its line break. It must reach standard output as it is, not through `console`, which Lambda wraps. */
  readonly write: (line: string) => void;
  readonly now?: () => Date;
}

/**
 * Writes one line a request in CloudWatch's embedded metric format, from which CloudWatch Logs makes the metrics: no request
 * is spent on them. Metrics that are zero are left out, because the bill is by the byte.
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

/** The metric that counts an answer as refused or failed; each answer is in one at most. */
function kindOf(status: number): MetricKey | undefined {
  if (status < 400) return undefined;
  if (status === 429 || status === 503) return 'throttled';
  if (status >= 500) return 'faults';
  if (status === 401 || status === 403) return 'refusedCallers';
  return status === 404 || status === 409 || status === 412 ? 'refusedStates' : 'refusedInputs';
}
