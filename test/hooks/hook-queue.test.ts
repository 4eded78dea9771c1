import { getEventListeners } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { createHookQueue } from '../../src/hooks/hook-queue.ts';
import { createLogger } from '../../src/observability/logger.ts';
import { hookChange } from '../support/full-queue.ts';

const COUNT = 450;
const HOUR_MS = 60 * 60_000;
const log = createLogger({ level: 'error', write: () => undefined });
const after = async () => await new Promise(setImmediate);

describe('a queue of hooks', () => {
  it('tries changes of more than six hours ago once, so that a backlog of failing ones passes', async () => {
    const { signal } = new AbortController();
    let runs = 0;
    const run = async () => {
      runs++;
      await Promise.reject(new Error('never'));
    };
    const queue = createHookQueue({ run, log, signal });
    const at = new Date(Date.now() - 7 * HOUR_MS).toISOString();
    let done = 0;
    for (let n = 0; n < COUNT; n++) await queue.add(hookChange(String(n), at), String(n), () => done++);
    await queue.stopped();
    expect([runs, done]).toEqual([COUNT, COUNT]);
  });

  it('leaves no listener when a change has waited for room', async () => {
    const { signal } = new AbortController();
    const queue = createHookQueue({ run: after, log, signal });
    for (let n = 0; n < COUNT; n++) await queue.add(hookChange(String(n)), String(n), () => undefined);
    await queue.stopped();
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });
});
