import { describe, expect, it } from '@jest/globals';
import { createTextLogger } from '../../src/local/text-logger.ts';
import { describeError } from '../../src/observability/describe-error.ts';

function linesOf(log: (logger: ReturnType<typeof createTextLogger>) => void, color = false): string[] {
  const lines: string[] = [];
  log(createTextLogger({ level: 'info', color, write: (line) => lines.push(line), now: () => new Date(2026, 4, 1, 14, 3, 22) }));
  return lines;
}

describe('the log for people', () => {
  const answered = { method: 'GET', route: '/api/v1/:type', status: 200, milliseconds: 4.2, requestId: 'r-1', caller: 'c-1' };

  it('logs a request in one short line', () => {
    expect(linesOf(({ info }) => info('request', answered))).toEqual(['14:03:22  200 GET    /api/v1/:type  4.2 ms']);
  });

  it('puts the details of anything else below it', () => {
    expect(linesOf(({ warn }) => warn('unavailable', { requestId: 'r-1', cause: { name: 'Timeout' }, none: undefined }))).toEqual([
      '14:03:22  warn unavailable\n          requestId: r-1\n          cause: {"name":"Timeout"}',
    ]);
  });

  it('shows where an error began, with a line for each call', () => {
    const bug = Object.assign(new Error('bug'), { stack: 'Error: bug\n    at change (src/records/orders.ts:9:13)' });
    const [line] = linesOf(({ error }) => error('internal-error', { cause: describeError(new TypeError('failed', { cause: bug })) }));
    expect(line?.split('\n').slice(1)).toEqual([
      '          cause: TypeError: failed',
      '          cause: Error: bug',
      '              at change (src/records/orders.ts:9:13)',
    ]);
  });

  it('leaves out what is below its level', () => {
    expect(linesOf(({ debug }) => debug('hidden'))).toEqual([]);
  });

  it('colors failures on a terminal', () => {
    const [good, bad] = linesOf((logger) => {
      logger.info('request', answered);
      logger.info('request', { ...answered, status: 500 });
    }, true);
    expect([good?.startsWith('\u001b'), bad?.startsWith('\u001b[31m')]).toEqual([false, true]);
  });
});
