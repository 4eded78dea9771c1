import { getEventListeners } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import type { HookChange } from '../../src/hooks/hook-change.ts';
import { createHookQueue } from '../../src/hooks/hook-queue.ts';
import { createLogger } from '../../src/observability/logger.ts';
import { eventually } from '../support/eventually.ts';
import { hookChange } from '../support/full-queue.ts';

const COUNT = 450;
const HOUR_MS = 60 * 60_000;
const log = createLogger({ level: 'error', write: () => undefined });
const after = async () => await new Promise(setImmediate);

/** Runs hooks that fail for all records but `good`. */
function failing(fail: (attempt: number) => Promise<void>) {
  const stopping = new AbortController();
  const attempts = new Map<string, number>();
  const lines: Record<string, unknown>[] = [];
  const done: string[] = [];
  const run = async ({ change: { recordId } }: HookChange) => {
    const attempt = (attempts.get(recordId) ?? 0) + 1;
    attempts.set(recordId, attempt);
    if (recordId !== 'good') await fail(attempt);
  };
  const logger = createLogger({ level: 'warn', write: (line) => lines.push(JSON.parse(line)) });
  const queue = createHookQueue({ run, log: logger, signal: stopping.signal, firstPauseMs: 5 });
  const add = async (id: string) => await queue.add(hookChange(id), id, () => done.push(id));
  const stop = async () => {
    stopping.abort();
    await queue.stopped();
  };
  return { add, attempts, done, lines, stop };
}

describe('a queue of hooks', () => {
  it('runs the hook of another record while many failing changes wait', async () => {
    const { add, done, stop } = failing(async () => await Promise.reject(new Error('never')));
    for (let n = 0; n < COUNT; n++) await add(String(n));
    await add('good');
    await eventually(async () => expect(done).toEqual(['good']));
    await stop();
  });

  it('runs the hook of another record while the retries of failing changes hang', async () => {
    const hanging: (() => void)[] = [];
    const hang = async () => await new Promise<void>((resolve) => hanging.push(resolve));
    const { add, done, stop } = failing(async (attempt) => await (attempt > 1 ? hang() : Promise.reject(new Error('never'))));
    for (let n = 0; n < 50; n++) await add(String(n));
    await eventually(async () => expect(hanging).toHaveLength(5));
    await add('good');
    await eventually(async () => expect(done).toEqual(['good']));
    const stopped = stop();
    for (const end of hanging) end();
    await stopped;
  });

  it('logs the error with its stack, whatever the hook throws', async () => {
    const thrown = [new RangeError('no receiver', { cause: new Error('refused') }), Object.create(null), Symbol('odd'), null];
    const { add, attempts, lines, stop } = failing(async (attempt) => await Promise.reject(thrown[attempt - 1]));
    await add('bad');
    await eventually(async () => expect(attempts.get('bad')).toBeGreaterThan(thrown.length));
    await stop();
    expect(lines.slice(0, 4)).toMatchObject([
      {
        level: 'warn',
        message: 'a hook failed',
        reason: 'RangeError: no receiver',
        cause: { message: 'no receiver', stack: expect.stringContaining('hook-queue.test'), cause: { message: 'refused' } },
      },
      { reason: 'an error that cannot be shown as text' },
      { reason: 'Symbol(odd)' },
      { reason: 'null' },
    ]);
  });

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
    const queue = createHookQueue({ run: after, log, signal, maxBytes: 10_000 });
    for (let n = 0; n < COUNT; n++) await queue.add(hookChange(String(n)), String(n), () => undefined);
    await queue.stopped();
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });
});
