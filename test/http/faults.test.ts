import { EventEmitter, once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { IssuerUnavailable } from '../../src/identity/caller.ts';
import { NAME } from '../../src/name.ts';
import { StoreUnavailable } from '../../src/store/record-store.ts';
import { createCallers } from '../support/callers.ts';
import { type Answer, createClient } from '../support/client.ts';
import { expectProblem } from '../support/problem.ts';
import { type Made, make, makeTrashed } from '../support/records.ts';
import { startInProcess } from '../support/target.ts';

/** What the table does before it does what it is asked. */
let before: (kind: 'read' | 'write') => Promise<void> = async () => undefined;
let deadline = 25_000;

const target = await startInProcess({
  services: { deadline: () => deadline },
  wrapTable: (table) => ({
    get: async (...args) => await before('read').then(async () => await table.get(...args)),
    getMany: async (...args) => await before('read').then(async () => await table.getMany(...args)),
    query: async (...args) => await before('read').then(async () => await table.query(...args)),
    put: async (...args) => await before('write').then(async () => await table.put(...args)),
    update: async (...args) => await before('write').then(async () => await table.update(...args)),
  }),
});
const { viewer, editor, admin, anonymous } = await createCallers(target);
afterAll(() => target.close());

let live: Made;
let trashed: Made;
beforeAll(async () => {
  live = await make(editor, 'tasks', { title: 'live', tags: ['a'] });
  trashed = await makeTrashed(editor, 'tasks', { title: 'trashed' });
});
afterEach(() => {
  before = async () => undefined;
  deadline = 25_000;
});

const body = { title: 'never' };
const reads: [string, () => Promise<Answer>][] = [
  ['a read', () => viewer.get(live.path)],
  ['a list', () => viewer.get('/api/v1/tasks')],
  ['a list by an index', () => viewer.get('/api/v1/tasks?sort=title')],
  ['a count', () => viewer.get('/api/v1/tasks/count?groupBy=status')],
  ['the readiness', () => anonymous.get('/api/health/ready')],
];
const writes: [string, () => Promise<Answer>][] = [
  ['a create', () => editor.post('/api/v1/tasks', { body })],
  ['a create with a key', () => editor.post('/api/v1/tasks', { headers: { 'Idempotency-Key': crypto.randomUUID() }, body })],
  ['a replace', () => editor.put(live.path, { body })],
  ['a patch', () => editor.patch(live.path, { body })],
  ['a patch under If-Match', () => editor.patch(live.path, { headers: { 'If-Match': '"1"' }, body })],
  ['a delete', () => editor.delete(live.path)],
  ['a delete for good', () => admin.delete(`${live.path}?permanent=true`)],
  ['a restore', () => editor.post(`${trashed.path}/restore`)],
];

const SECRET = 'ValidationException: pk=records#w#tasks of table records-eu in 10.0.0.7';
const INTERNAL = /records#|10\.0\.0\.7|ValidationException|StoreUnavailable|TypeError|dynamo|\bat .*\.ts|node_modules|stack/i;

/** Those that begin with a write to the record: a restore reads first, and a key has its marker written first. */
const inDoubt = writes.filter(([name]) => name !== 'a restore' && name !== 'a create with a key');

describe('a fault of ours', () => {
  const fail = () => {
    before = async () => {
      throw new TypeError(SECRET, { cause: new Error('the reason behind it') });
    };
  };

  it.each([...reads, ...writes])('answers 500 without internal details; the log has them under the requestId: %s', async (_, ask) => {
    fail();
    const answer = await ask();
    expectProblem(answer, 'internal-error');
    expect(answer.text + JSON.stringify(answer.headers)).not.toMatch(INTERNAL);
    const lines = linesOf(answer.body.requestId, 'internal-error');
    expect(lines).toEqual([
      {
        time: expect.any(String),
        level: 'error',
        message: 'internal-error',
        requestId: answer.body.requestId,
        cause: {
          name: 'TypeError',
          message: SECRET,
          stack: expect.stringContaining('faults.test.ts'),
          cause: { name: 'Error', message: 'the reason behind it', stack: expect.any(String) },
        },
      },
    ]);
  });

  it('fails the operation of a batch that it meets, and is logged', async () => {
    fail();
    const operations = [
      { method: 'create', record: body },
      { method: 'delete', id: live.id },
      { method: 'create', record: {} },
    ];
    const answer = await editor.post('/api/v1/tasks/batch', { body: { operations } });
    expect(answer.status).toBe(200);
    expect(answer.body.results).toMatchObject([
      { status: 500, problem: { type: '/problems/internal-error', requestId: answer.headers['x-request-id'] } },
      { status: 500, problem: { type: '/problems/internal-error' } },
      { status: 422 },
    ]);
    expect(answer.text).not.toMatch(INTERNAL);
    expect(linesOf(answer.headers['x-request-id'], 'internal-error')).toHaveLength(2);
  });

  it('has a result for each operation on a record after the first one whose outcome is not known', async () => {
    fail();
    const operations = ['one', 'two', 'three'].map((title) => ({ method: 'update', id: live.id, record: { title } }));
    const answer = await editor.post('/api/v1/tasks/batch', { body: { operations } });
    expect(answer.body.results).toMatchObject([
      { status: 500, problem: { type: '/problems/internal-error' } },
      { status: 503, problem: { type: '/problems/unavailable', detail: expect.stringContaining('Nothing was changed') } },
      { status: 503, problem: { type: '/problems/unavailable' } },
    ]);
  });

  it('fails the row of an import that it meets, and is logged', async () => {
    fail();
    const answer = await editor.post('/api/v1/tasks/import', { headers: { 'Content-Type': 'text/csv' }, body: 'title\nnever\n' });
    expect(answer.body).toMatchObject({
      created: 0,
      failed: 1,
      rows: [{ row: 2, status: 500, problem: { type: '/problems/internal-error' } }],
    });
    expect(answer.text).not.toMatch(INTERNAL);
    expect(linesOf(answer.headers['x-request-id'], 'internal-error')).toHaveLength(1);
  });

  it('may be thrown as anything', async () => {
    for (const thrown of [
      undefined,
      null,
      'a text',
      42,
      { status: 418, message: SECRET },
      Object.assign(new Error(SECRET), { status: 400, expose: true }),
    ]) {
      before = () => Promise.reject(thrown);
      const answer = await viewer.get(live.path);
      expectProblem(answer, 'internal-error');
      expect(answer.text).not.toMatch(INTERNAL);
    }
  });

  it('leaves the records as they were, and the service well', async () => {
    fail();
    for (const [, ask] of writes) await ask();
    before = async () => undefined;
    expect((await viewer.get(live.path)).body).toEqual(live.record);
    expect((await viewer.get('/api/v1/tasks/count')).body.count).toBe(1);
  });
});

describe('a table that is away', () => {
  const fail = (outcomeUnknown: boolean) => {
    before = async (kind) => {
      throw new StoreUnavailable(SECRET, { outcomeUnknown: outcomeUnknown && kind === 'write', cause: new Error(SECRET) });
    };
  };

  it.each([...reads, ...writes])('answers 503 with Retry-After, where nothing was sent or only asked: %s', async (_, ask) => {
    fail(false);
    const answer = await ask();
    expectProblem(answer, 'unavailable');
    expect(answer.headers['retry-after']).toMatch(/^[1-9]\d*$/);
    expect(answer.body.detail).toMatch(/Nothing was changed/);
    expect(answer.text).not.toMatch(INTERNAL);
    expect(linesOf(answer.body.requestId, 'unavailable')).toMatchObject([
      { level: 'warn', cause: { name: 'StoreUnavailable', message: SECRET } },
    ]);
  });

  it.each(inDoubt)('answers 503 that does not know the outcome, where a write may have been applied: %s', async (_, ask) => {
    fail(true);
    const answer = await ask();
    expectProblem(answer, 'unavailable');
    expect(answer.headers['retry-after']).toMatch(/^[1-9]\d*$/);
    expect(answer.body.detail).toMatch(/not known/);
    expect(answer.body.detail).toMatch(/Idempotency-Key or If-Match/);
    expect(answer.text).not.toMatch(INTERNAL);
  });

  it('does not ail the service’s health', async () => {
    fail(false);
    expect((await anonymous.get('/api/health')).status).toBe(200);
    expectProblem(await anonymous.get('/api/health/ready'), 'unavailable');
    expect((await viewer.get('/api/v1')).status).toBe(200);
  });

  it('comes before faults of the request only where they need the table', async () => {
    fail(false);
    expectProblem(await anonymous.get(live.path), 'unauthenticated');
    expectProblem(await viewer.get('/api/v1/nothing'), 'not-found');
    expectProblem(await editor.post('/api/v1/tasks', { body: {} }), 'invalid-record');
    expectProblem(await viewer.delete(live.path), 'unavailable');
  });
});

describe('a table that is too slow', () => {
  it.each<[string, () => Promise<Answer>, RegExp]>([
    ...reads.map(([name, ask]): [string, () => Promise<Answer>, RegExp] => [name, ask, /Nothing was changed/]),
    ['a create', () => editor.post('/api/v1/tasks', { body: { title: 'late' } }), /not known/],
    ['a patch', () => editor.patch(live.path, { body: { notes: 'late' } }), /not known/],
    ['a write that is refused once the record is found', () => viewer.delete(live.path), /Nothing was changed/],
    [
      'a body that is malformed',
      () => editor.put(live.path, { headers: { 'Content-Type': 'application/json' }, body: '{' }),
      /Nothing was changed/,
    ],
  ])('answers 503 at the deadline: %s', async (_, ask, detail) => {
    deadline = 50;
    const gate = holdBack();
    const answer = await ask();
    expectProblem(answer, 'unavailable');
    expect(answer.headers['retry-after']).toMatch(/^[1-9]\d*$/);
    expect(answer.body.detail).toMatch(detail);
    // A late answer has no client any more, and must do no harm.
    gate.emit('open');
    await delay(50);
    expect((await anonymous.get('/api/health')).status).toBe(200);
    expect(target.log.filter((line) => line.includes('ERR_HTTP_HEADERS_SENT'))).toEqual([]);
  });

  it('may also fail too late', async () => {
    deadline = 50;
    const gate = holdBack();
    expectProblem(await viewer.get(live.path), 'unavailable');
    gate.emit('error', new Error('too late'));
    await delay(50);
    expect((await anonymous.get('/api/health')).status).toBe(200);
  });

  /** Keeps the table from answering until the gate opens or fails. */
  function holdBack(): EventEmitter {
    const gate = new EventEmitter();
    before = async () => {
      await once(gate, 'open');
    };
    return gate;
  }
});

describe('who calls', () => {
  it('is nobody in the same words, whatever is wrong with the token', async () => {
    const [token = '', other = ''] = await Promise.all(['ada', 'eve'].map(async (sub) => await target.tokenFor({ sub })));
    const [head, payload] = token.split('.');
    const tokens = [
      undefined,
      '',
      'x',
      'a.b.c',
      `${head}.${payload}.`,
      `${head}.${payload}.${other.split('.')[2]}`,
      `${head}.${other.split('.')[1]}.x`,
    ];
    const answers = await Promise.all(tokens.map(async (token) => await createClient(target, token).get('/api/v1/tasks')));
    for (const answer of answers) {
      expectProblem(answer, 'unauthenticated');
      expect(answer.headers['www-authenticate']).toBe(`Bearer realm="${NAME}"`);
      expect({ ...answer.body, requestId: '' }).toEqual({ ...answers[0]?.body, requestId: '' });
    }
  });

  it('cannot be checked while the issuer of tokens is away: 503', async () => {
    const alone = await startInProcess({
      services: {
        identify: () => {
          throw new IssuerUnavailable(SECRET);
        },
      },
    });
    const answer = await createClient(alone, 'x').post('/api/v1/tasks', { body });
    expectProblem(answer, 'unavailable');
    expect(answer.headers['retry-after']).toMatch(/^[1-9]\d*$/);
    expect(answer.body.detail).toMatch(/Nothing was changed/);
    expect(answer.text).not.toMatch(INTERNAL);
    expect((await createClient(alone).get('/api/health')).status).toBe(200);
    await alone.close();
  });
});

/** The log lines of one request with a message. */
function linesOf(requestId: string | undefined, message: string): unknown[] {
  expect(requestId).toMatch(/\S/);
  return target.log.map((line) => JSON.parse(line)).filter((entry) => entry.requestId === requestId && entry.message === message);
}
