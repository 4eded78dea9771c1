import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type SoakReport, soak } from '../load/soak.ts';
import { strayAnswers } from '../load/soak-report.ts';
import { type ServerTarget, startServerTarget } from '../support/server-target.ts';

/**
 * `npm run soak` in short. What a machine with other work cannot promise (milliseconds, megabytes a minute) is held by the long one
 * alone; what must hold on any machine is held here.
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

describe('half of what the server can take, then three times as much, then half again', () => {
  it('is answered, be it with 503, and never with another 5xx', () => {
    expect(report.phases.flatMap(strayAnswers)).toEqual([]);
  });

  it('is taken without a 503 at half of capacity', () => {
    const [half, , after] = report.phases;
    expect([half?.tally.get(503), after?.tally.get(503)]).toEqual([undefined, undefined]);
  });

  it('loses no acknowledged write, and shares no version', () => {
    expect(report.faults).toEqual([]);
    expect(report.writes.acknowledged).toBeGreaterThan(300);
  });

  it('is back to normal within 30 s', () => {
    expect(report.recovery).toBeLessThan(30);
  });

  it('does not pile up what it was asked for', () => {
    const { early, late } = report.memory;
    // A few KB kept of each request would be more than this; caches and compiled code are less.
    expect(late - early).toBeLessThan(16 * MB);
  });
});
