import { describe, expect, it } from '@jest/globals';
import { createMetrics, METRIC_NAMESPACE, METRICS, type Measurements } from '../../src/observability/metrics.ts';

const answered: Measurements = { status: 200, milliseconds: 12.5, coldStart: false, readUnits: 0, writeUnits: 0 };

function lineOf(measurements: Partial<Measurements>, { codeCacheRejected = false } = {}) {
  const lines: string[] = [];
  const now = () => new Date('2026-01-02T03:04:05.006Z');
  const write = (line: string) => lines.push(line);
  createMetrics({ functionName: 'records-dev-function', codeCacheRejected, write, now })({ ...answered, ...measurements });
  expect(lines).toHaveLength(1);
  return JSON.parse(lines[0] ?? '');
}

/** What CloudWatch makes of a line: the values of the metrics that its directive names. */
function metricsOf(line: ReturnType<typeof lineOf>): Record<string, number> {
  const { Metrics } = line._aws.CloudWatchMetrics[0];
  return Object.fromEntries(Metrics.map(({ Name }: { Name: string }) => [Name, line[Name]]));
}

describe('the metrics of a request', () => {
  it('are one line in the embedded metric format', () => {
    expect(lineOf({ readUnits: 0.5 })).toEqual({
      _aws: {
        Timestamp: 1767323045006,
        CloudWatchMetrics: [
          {
            Namespace: METRIC_NAMESPACE,
            Dimensions: [['FunctionName']],
            Metrics: [
              { Name: 'Requests', Unit: 'Count' },
              { Name: 'Latency', Unit: 'Milliseconds' },
              { Name: 'ReadUnits', Unit: 'Count' },
            ],
          },
        ],
      },
      FunctionName: 'records-dev-function',
      Requests: 1,
      Latency: 12.5,
      ReadUnits: 0.5,
    });
  });

  it('leave out what is zero', () => {
    expect(metricsOf(lineOf({}))).toEqual({ Requests: 1, Latency: 12.5 });
  });

  it('count units and cold starts', () => {
    expect(metricsOf(lineOf({ coldStart: true, readUnits: 4.5, writeUnits: 6 }))).toMatchObject({
      ColdStarts: 1,
      ReadUnits: 4.5,
      WriteUnits: 6,
    });
  });

  it('count a start that had to do without its code cache, once', () => {
    const rejected = { codeCacheRejected: true };
    expect(metricsOf(lineOf({ coldStart: true }, rejected))).toMatchObject({ ColdStarts: 1, RejectedCodeCaches: 1 });
    expect(metricsOf(lineOf({}, rejected))).toEqual({ Requests: 1, Latency: 12.5 });
  });

  it.each([
    [200, []],
    [304, []],
    [400, ['RefusedInputs']],
    [401, ['RefusedCallers']],
    [403, ['RefusedCallers']],
    [404, ['RefusedStates']],
    [405, ['RefusedInputs']],
    [409, ['RefusedStates']],
    [412, ['RefusedStates']],
    [413, ['RefusedInputs']],
    [422, ['RefusedInputs']],
    [429, ['Throttled']],
    [500, ['Faults']],
    [503, ['Throttled']],
    [504, ['Faults']],
  ])('of an answer %d count it as %j', (status, kinds) => {
    const { Requests, Latency, ...rest } = metricsOf(lineOf({ status }));
    expect({ Requests, Latency }).toEqual({ Requests: 1, Latency: 12.5 });
    expect(rest).toEqual(Object.fromEntries(kinds.map((kind) => [kind, 1])));
  });

  it('are no more than CloudWatch gives an account for nothing, but for the one that is to stay zero', () => {
    const names = new Set(Object.values(METRICS).map(({ name }) => name));
    expect(names.size).toBe(Object.keys(METRICS).length);
    names.delete(METRICS.rejectedCodeCaches.name);
    expect(names.size).toBe(10);
  });
});
