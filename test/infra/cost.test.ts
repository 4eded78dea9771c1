import { describe, expect, it } from '@jest/globals';
import { billOf } from '../../infra/cost/bill.ts';
import { PRICES, PRICES_AS_OF } from '../../infra/cost/prices.ts';
import { costReport } from '../../infra/cost/report.ts';
import { unitsOf } from '../../infra/cost/units.ts';
import { usageAtCeilings, usageOf } from '../../infra/cost/usage.ts';
import { defineStage, stageNamed } from '../../infra/stage.ts';

const dev = stageNamed('dev');
const load = { requests: 1_000_000, reads: 0.8, records: 100_000, users: 100 };
const SECONDS = 2_628_000;

describe('a bill', () => {
  it('is the units times their price, with and without the free units', () => {
    const { lines, usd, usdBeyondFree } = billOf({ gatewayRequest: 3e6, functionRequest: 3e6 });
    expect(lines).toMatchObject([
      { service: 'API Gateway', amount: 3e6, usd: 3, usdBeyondFree: 3 },
      { service: 'Lambda', amount: 3e6, usd: expect.closeTo(0.6), usdBeyondFree: expect.closeTo(0.4) },
    ]);
    expect([usd, usdBeyondFree]).toEqual([expect.closeTo(3.6), expect.closeTo(3.4)]);
  });

  it('is never negative, and leaves out unused services', () => {
    expect(billOf({ functionRequest: 10, dashboard: 0 })).toMatchObject({
      lines: [{ unit: 'request', usdBeyondFree: 0 }],
      usdBeyondFree: 0,
    });
  });
});

describe('the usage of a load', () => {
  it('has the units of its reads and writes', () => {
    const { readUnit = 0, writeUnit = 0 } = usageOf(dev, load);
    const reads = 800_000 * (0.5 * unitsOf('page').read + 0.25 * unitsOf('indexPage').read + 0.25 * unitsOf('get').read);
    const writes = 200_000 * (0.3 * unitsOf('createOnce').write + 0.5 * unitsOf('patch').write + 0.2 * unitsOf('trash').write);
    expect(readUnit).toBeCloseTo(reads);
    const entries = 200_000 * unitsOf('entry').write;
    expect(writeUnit).toBeCloseTo(writes + entries);
    expect(usageOf({ ...dev, changes: false }, load).writeUnit).toBeCloseTo(writes);
  });

  it('grows with the requests, except for resources that cost while idle', () => {
    const once = usageOf(dev, load);
    const twice = usageOf(dev, { ...load, requests: 2_000_000 });
    expect(twice.gatewayRequest).toBe(2_000_000);
    expect((twice.readUnit ?? 0) / (once.readUnit ?? 1)).toBeCloseTo(2);
    expect(twice.alarmMetric).toBe(once.alarmMetric);
    expect(twice.dashboard).toBe(once.dashboard);
  });

  it('includes the storage of records in table, indexes and backup, and of the history days in two indexes', () => {
    const stored = (historyDays: number) => usageOf({ ...dev, historyDays }, { ...load, records: 0 });
    const entriesGb = (200_000 * 0.8) / 1024 / 1024;
    expect(stored(30).tableStorage).toBeCloseTo(3 * entriesGb);
    expect(stored(30).tableBackup).toBeCloseTo(entriesGb);
    expect(stored(90).tableStorage).toBeCloseTo(9 * entriesGb);
    const { tableStorage, tableBackup } = usageOf({ ...dev, changes: false }, load);
    expect([tableStorage, tableBackup]).toEqual([expect.closeTo((4.5 * 100_000) / 1024 / 1024), expect.closeTo(100_000 / 1024 / 1024)]);
  });

  it('includes the invocations, the time and the alarm of the hooks’ function if there are hooks', () => {
    const [none, some] = [usageOf(dev, load), usageOf(dev, { ...load, hooks: true })];
    expect((some.functionRequest ?? 0) - (none.functionRequest ?? 0)).toBe(100_000);
    expect((some.functionTime ?? 0) - (none.functionTime ?? 0)).toBeCloseTo(100_000 * 0.2 * 0.5);
    expect((some.alarmMetric ?? 0) - (none.alarmMetric ?? 0)).toBe(1);
    expect({ ...some, functionRequest: 0, functionTime: 0, alarmMetric: 0 }).toEqual({
      ...none,
      functionRequest: 0,
      functionTime: 0,
      alarmMetric: 0,
    });
    expect(usageOf({ ...dev, changes: false }, { ...load, hooks: true })).toEqual(usageOf({ ...dev, changes: false }, load));
  });

  it('has no writes if all requests read, and no reads if all write', () => {
    expect(usageOf(dev, { ...load, reads: 1 }).writeUnit).toBe(0);
    expect(usageOf(dev, { ...load, reads: 0 }).readUnit).toBe(0);
  });

  it('has traces of one request a second and of 5% of the others, and none unless the stage sets "tracing"', () => {
    const traced = defineStage({ ...dev, function: { ...dev.function, tracing: true } });
    expect(usageOf(traced, load).trace).toBe(1_000_000);
    expect(usageOf(traced, { ...load, requests: SECONDS + 2_000_000 }).trace).toBe(SECONDS + 100_000);
    expect(usageOf(dev, load).trace).toBeUndefined();
  });
});

describe('the usage at the ceilings', () => {
  it('is each ceiling in every second, including the indexes', () => {
    expect(usageAtCeilings({ ...dev, changes: false })).toMatchObject({
      gatewayRequest: 50 * SECONDS,
      readUnit: 4_000 * 10 * SECONDS,
      writeUnit: 500 * 10 * SECONDS,
      functionTime: 1_000 * SECONDS,
    });
  });

  it('includes the function behind the stream, which runs once per shard at a time', () => {
    const of = (changes: boolean) => usageAtCeilings({ ...dev, changes }).functionTime ?? 0;
    expect(of(true) - of(false)).toBe(10 * 0.5 * SECONDS);
    expect((usageAtCeilings(dev, true).functionTime ?? 0) - of(true)).toBe(10 * 0.5 * SECONDS);
  });

  it('is lower if the stage reserves less concurrency for the function', () => {
    const bound = defineStage({ ...dev, function: { ...dev.function, reservedConcurrency: 20 } });
    expect(usageAtCeilings({ ...bound, changes: false }).functionTime).toBe(20 * SECONDS);
  });
});

describe('the prices', () => {
  it('each have a source and a date', () => {
    expect(Object.values(PRICES).filter(({ source, usd }) => !source.startsWith('https://aws.amazon.com/') || usd <= 0)).toEqual([]);
    expect(new Date(PRICES_AS_OF).getTime()).toBeLessThanOrEqual(Date.now());
  });
});

describe('the report', () => {
  it('lists the load, the idle bill and the worst case, each with its sum', () => {
    const text = costReport(dev, load);
    expect(text).toContain('With 1,000,000 requests, 80 % of them reads, 100,000 records');
    expect(text).toContain('Idle: no requests');
    expect(text).toContain('Maximum: every limit');
    expect(text.match(/total/g)).toHaveLength(3);
    expect(text).toMatch(/API Gateway\s+request of up to 512 KB\s+1,000,000\s+1\.00\s+1\.00/);
  });
});
