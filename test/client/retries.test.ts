import { getEventListeners } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Conflict, ConnectionError, isTemporary, ProblemError } from '../../client/src/exports.ts';
import { pause } from '../../client/src/pause.ts';
import { type Service, startService } from '../support/service.ts';
import { answerLost, createTestClient, lost, refused } from './support/client.ts';

let service: Service;
beforeAll(async () => {
  service = await startService();
}, 30_000);
afterAll(async () => await service.close());

const titles = async ({ records }: Awaited<ReturnType<typeof createTestClient>>) => {
  const found: string[] = [];
  for await (const { title } of records.tasks.list()) found.push(title);
  return found;
};

describe('a request is repeated', () => {
  it.each([
    ['a lost connection', lost],
    ['a 429', refused(429)],
    ['a 502', refused(502)],
    ['a 503', refused(503)],
    ['a 504', refused(504)],
    [
      'an answer that breaks off',
      async () => new Response(new ReadableStream({ pull: (body) => body.error(new TypeError('terminated')) })),
    ],
  ])('if it reads, after %s', async (_, fault) => {
    const client = await createTestClient(service);
    client.interfere(fault);
    expect(await client.records.tasks.count()).toMatchObject({ count: 0, complete: true });
    expect(client.attempts).toHaveLength(2);
  });

  it('if it creates, with one key and one record', async () => {
    const client = await createTestClient(service);
    client.interfere(answerLost, refused(503));
    expect(await client.records.tasks.create({ title: 'once' })).toMatchObject({ title: 'once', version: 1 });
    expect(new Set(client.attempts.map(({ headers }) => headers.get('Idempotency-Key'))).size).toBe(1);
    expect(await titles(client)).toEqual(['once']);
  });

  it('if it is a batch, with each of its writes once', async () => {
    const client = await createTestClient(service);
    client.interfere(answerLost);
    const outcomes = await client.records.tasks.batch([
      { method: 'create', record: { title: 'first' } },
      { method: 'create', record: {} },
    ]);
    expect(outcomes).toMatchObject([
      { ok: true, status: 201, record: { title: 'first' } },
      { ok: false, status: 422, error: { slug: 'invalid-record', faults: [{ pointer: '/operations/1/record/title', code: 'required' }] } },
    ]);
    expect(await titles(client)).toEqual(['first']);
  });

  it.each([
    ['before it arrives', lost],
    ['after it was applied', answerLost],
  ])('if it updates a version, and succeeds if the connection is lost %s', async (_, fault) => {
    const client = await createTestClient(service);
    const task = await client.records.tasks.create({ title: 'a', notes: 'b' });
    client.interfere(fault);
    const updated = await client.records.tasks.update(task, { title: 'c', notes: null, tags: ['x'] });
    expect(updated).toEqual(await client.records.tasks.get(task.id));
    expect(updated).toMatchObject({ title: 'c', version: 2, tags: ['x'] });
  });

  it.each(['trash', 'remove'] as const)('if it is %s, and succeeds if it was already applied', async (method) => {
    const client = await createTestClient(service);
    const task = await client.records.tasks.create({ title: 'a' });
    client.interfere(answerLost);
    await client.records.tasks[method](task);
    await expect(client.records.tasks[method](task)).rejects.toMatchObject({ slug: 'not-found' });
  });

  it('if it restores, once', async () => {
    const client = await createTestClient(service);
    const task = await client.records.tasks.create({ title: 'a' });
    await client.records.tasks.trash(task);
    client.interfere(answerLost);
    expect(await client.records.tasks.restore(task)).toMatchObject({ version: 3 });
  });

  it('if it runs an action, once', async () => {
    const client = await createTestClient(service);
    const task = await client.records.tasks.create({ title: 'a' });
    client.interfere(answerLost);
    expect(await client.records.tasks.run(task, 'complete')).toMatchObject({ status: 'done', version: 2 });
    await expect(client.records.tasks.run(task, 'complete')).rejects.toMatchObject({ name: 'Conflict', current: { version: 2 } });
  });

  it('after any write that was refused with 429', async () => {
    const client = await createTestClient(service);
    const { id } = await client.records.tasks.create({ title: 'a' });
    client.interfere(refused(429));
    expect(await client.records.tasks.update(id, { title: 'b' })).toMatchObject({ title: 'b' });
  });
});

describe('a request is not repeated', () => {
  it.each([
    ['a lost connection', lost, ConnectionError],
    ['a 503', refused(503), ProblemError],
  ])('if it writes without a version, after %s', async (_, fault, error) => {
    const client = await createTestClient(service);
    const { id } = await client.records.tasks.create({ title: 'a' });
    for (const write of [
      async () => await client.records.tasks.update(id, { title: 'b' }),
      async () => await client.records.tasks.replace(id, { title: 'b' }),
      async () => await client.records.tasks.trash(id),
    ]) {
      client.interfere(fault);
      await expect(write()).rejects.toBeInstanceOf(error);
    }
    expect(client.attempts).toHaveLength(4);
    expect(await client.records.tasks.get(id)).toMatchObject({ title: 'a', version: 1 });
  });

  it('after a 500, or what the service refuses', async () => {
    const client = await createTestClient(service);
    client.interfere(refused(500));
    await expect(client.records.tasks.count()).rejects.toMatchObject({ status: 500, slug: undefined, faults: [] });
    await expect(client.records.tasks.list({ limit: 1000 }).page()).rejects.toMatchObject({
      status: 400,
      slug: 'malformed-request',
      faults: [{ in: 'query', name: 'limit', code: 'out-of-range' }],
      requestId: expect.any(String),
    });
    expect(client.attempts).toHaveLength(2);
  });

  it('after an answer that is no JSON, as from another server', async () => {
    const client = await createTestClient(service);
    client.interfere(async () => new Response('<!doctype html>'));
    await expect(client.records.tasks.create({ title: 'a' })).rejects.toThrow('not JSON');
    expect(client.attempts).toHaveLength(1);
  });

  it('when its time is over, or when Retry-After is later than that', async () => {
    const client = await createTestClient(service, { retryForMs: 1000 });
    client.interfere(...Array.from({ length: 50 }, () => lost));
    const start = Date.now();
    await expect(client.records.tasks.count()).rejects.toBeInstanceOf(ConnectionError);
    expect(Date.now() - start).toBeLessThan(5000);
    const before = client.attempts.length;
    client.interfere(refused(503, '30'));
    await expect(client.records.tasks.count()).rejects.toMatchObject({ status: 503 });
    expect(client.attempts).toHaveLength(before + 1);
  });

  it('earlier than Retry-After, in seconds or as a date', async () => {
    for (const retryAfter of [() => '1', () => new Date(Date.now() + 2000).toUTCString()]) {
      const client = await createTestClient(service);
      client.interfere(refused(429, retryAfter()));
      const start = Date.now();
      await client.records.tasks.count();
      expect(Date.now() - start).toBeGreaterThan(900);
    }
  });

  it('once it is aborted, during an attempt or a pause', async () => {
    const reason = new Error('no longer needed');
    for (const fault of [async (_: unknown, { signal }: RequestInit) => await untilAborted(signal), refused(503, '20')]) {
      const client = await createTestClient(service);
      const stop = new AbortController();
      client.interfere(fault);
      const counted = client.records.tasks.count({}, { signal: stop.signal });
      setTimeout(() => stop.abort(reason), 100);
      await expect(counted).rejects.toBe(reason);
      await expect(client.records.tasks.count({}, { signal: stop.signal })).rejects.toBe(reason);
      expect(client.attempts).toHaveLength(1);
    }
  });

  it('if its token cannot be had, or is no header', async () => {
    const failed = new Error('sign in again');
    const client = await createTestClient(service, { token: async () => await Promise.reject(failed) });
    await expect(client.records.tasks.count()).rejects.toBe(failed);
    const broken = await createTestClient(service, { token: 'two\nlines' });
    await expect(broken.records.tasks.count()).rejects.toMatchObject({ name: 'TypeError' });
    expect([...client.attempts, ...broken.attempts]).toEqual([]);
  });
});

describe('a refused token', () => {
  it.each([
    [true, 'is replaced once, and the request sent again'],
    [false, 'ends the request if there is no other'],
  ])('(%s) %s', async (isRenewed) => {
    const good = await service.tokenFor({ sub: 'ada', groups: ['viewer'] });
    let token = 'stale';
    const client = await createTestClient(service, {
      token: () => token,
      onUnauthorized: async () => {
        token = isRenewed ? good : 'stale, too';
        return isRenewed;
      },
    });
    const counted = client.records.tasks.count();
    if (isRenewed) expect(await counted).toMatchObject({ count: 0 });
    else await expect(counted).rejects.toMatchObject({ status: 401 });
    expect(client.attempts).toHaveLength(isRenewed ? 2 : 1);
  });

  it('does not end the request if the issuer of tokens cannot be reached', async () => {
    const good = await service.tokenFor({ sub: 'ada', groups: ['viewer'] });
    let calls = 0;
    const token = async () => {
      if (calls++ === 0) throw new ConnectionError('The issuer is away.');
      return good;
    };
    const client = await createTestClient(service, { token });
    expect(await client.records.tasks.count()).toMatchObject({ count: 0 });
    expect(client.attempts).toHaveLength(1);
  });
});

describe('a program', () => {
  it('can show whether the service answers, and end a pause early', async () => {
    const seen: string[] = [];
    const client = await createTestClient(service, {
      onAttempt: (attempt) =>
        void attempt.then(
          () => seen.push('answer'),
          (error) => seen.push(error.name),
        ),
      pause: async (milliseconds) => void seen.push(milliseconds >= 20_000 ? 'long pause' : 'pause'),
    });
    client.interfere(lost, refused(503, '20'));
    expect(await client.records.tasks.count()).toMatchObject({ count: 0 });
    expect(seen).toEqual(['ConnectionError', 'pause', 'ProblemError', 'long pause', 'answer']);
  });

  it('can use one signal for many pauses: none leaves a listener', async () => {
    const { signal } = new AbortController();
    for (let n = 0; n < 11; n++) await pause(1, signal);
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  it('can set the time of one request', async () => {
    const client = await createTestClient(service);
    client.interfere(refused(429));
    await expect(client.records.tasks.count({}, { retryForMs: 0 })).rejects.toMatchObject({ status: 429, retryAfterMs: 0 });
    expect(client.attempts).toHaveLength(1);
  });

  it('knows which errors may be over soon', async () => {
    const client = await createTestClient(service, { retryForMs: 0 });
    const temporary: boolean[] = [];
    for (const fault of [lost, refused(429), refused(503, '7'), refused(500)]) {
      client.interfere(fault);
      temporary.push(isTemporary(await client.records.tasks.count().catch((error: unknown) => error)));
    }
    expect(temporary).toEqual([true, true, true, false]);
  });

  it('knows that a refused write may have been applied before', async () => {
    const client = await createTestClient(service);
    client.interfere(answerLost, refused(403));
    await expect(client.records.tasks.create({ title: 'a' })).rejects.toMatchObject({ status: 403, mayBeApplied: true });
    client.interfere(refused(403));
    await expect(client.records.tasks.create({ title: 'b' })).rejects.toMatchObject({ status: 403, mayBeApplied: false });
  });
});

async function untilAborted(signal: AbortSignal | null | undefined): Promise<Response> {
  return await new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
}

describe('a conflict', () => {
  it('has the record as it is now, and writes nothing', async () => {
    const { records } = await createTestClient(service);
    const task = await records.tasks.create({ title: 'a' });
    const current = await records.tasks.update(task, { title: 'b' });
    for (const write of [
      async () => await records.tasks.update(task, { title: 'c' }),
      async () => await records.tasks.replace(task, { title: 'c' }),
      async () => await records.tasks.trash(task),
    ]) {
      const error = await write().catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(Conflict);
      expect(records.tasks.isConflict(error) && error.current).toEqual(current);
    }
    expect(await records.tasks.get(task.id)).toEqual(current);
  });

  it('is no success if somebody else wrote the same record after a lost answer', async () => {
    const client = await createTestClient(service);
    const task = await client.records.tasks.create({ title: 'a' });
    client.interfere(async () => {
      await client.records.tasks.update(task, { title: 'b', status: 'done' });
      throw new TypeError('connection lost');
    });
    await expect(client.records.tasks.update(task, { title: 'c' })).rejects.toMatchObject({ name: 'Conflict', current: { title: 'b' } });
  });
});
