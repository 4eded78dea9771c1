import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ServerTarget, startServerTarget } from '../support/server-target.ts';
import { type SoakReport, soak } from './soak.ts';
import { unexpectedAnswers } from './soak-report.ts';

/**
 * A short version of `npm run soak`. It leaves out the limits that a busy machine cannot keep, such as milliseconds and megabytes per
 * minute.
 */
const MINUTES = 60_000;
const MB = 1024 * 1024;

let target: ServerTarget;
let report: SoakReport;
beforeAll(async () => {
  target = await startServerTarget({ database: 'embedded', probed: true, env: { LOG_LEVEL: 'error', RATE_LIMIT: '6000' } });
  report = await soak(target, { workspaces: 40, measuring: 4, half: 12, overload: 12, log: () => undefined });
}, 5 * MINUTES);
afterAll(async () => await target.close());

describe('a server at half of its capacity, then at three times its capacity, then at half again', () => {
  it('answers every request, and 503 is the only 5xx', () => {
    expect(report.phases.flatMap(unexpectedAnswers)).toEqual([]);
  });

  it('sends no 503 at half of its capacity', () => {
    const [half, , after] = report.phases;
    expect([half?.tally.get(503), after?.tally.get(503)]).toEqual([undefined, undefined]);
  });

  it('loses no acknowledged write and gives no version to two writers', () => {
    expect(report.faults).toEqual([]);
    expect(report.writes.acknowledged).toBeGreaterThan(300);
  });

  it('is back to normal within 30 s', () => {
    expect(report.recovery).toBeLessThan(30);
  });

  it('keeps no data of finished requests', () => {
    const { early, late } = report.memory;
    // A few KB kept per request would exceed this limit; caches and compiled code stay below it.
    expect(late - early).toBeLessThan(16 * MB);
  });
});
