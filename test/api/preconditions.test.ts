import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createCallers } from '../support/callers.ts';
import type { Answer } from '../support/client.ts';
import { expectProblem, faultsOf } from '../support/problem.ts';
import { type Made, make, makeTrashed, UNKNOWN_ID } from '../support/records.ts';
import { startTarget } from '../support/target.ts';

const target = await startTarget();
const { viewer, editor, admin } = await createCallers(target);
afterAll(() => target.close());

const TASK = { title: 'x', notes: 'y', tags: ['a', 'b'] };

type Headers = Readonly<Record<string, string>>;
interface Write {
  readonly name: string;
  /** Makes a record at version 2. */
  readonly prepare: () => Promise<Made>;
  readonly send: (path: string, headers?: Headers) => Promise<Answer>;
  readonly success: number;
}

const changed = async () => {
  const { path, ...made } = await make(editor, 'tasks', TASK);
  return { ...made, path, record: (await editor.patch(path, { body: { status: 'done' } })).body };
};

const writes: readonly Write[] = [
  { name: 'PUT', prepare: changed, send: (path, headers = {}) => editor.put(path, { body: { title: 'z' }, headers }), success: 200 },
  { name: 'PATCH', prepare: changed, send: (path, headers = {}) => editor.patch(path, { body: { title: 'z' }, headers }), success: 200 },
  { name: 'a PATCH of nothing', prepare: changed, send: (path, headers = {}) => editor.patch(path, { body: {}, headers }), success: 200 },
  {
    name: 'a PATCH to the same',
    prepare: changed,
    send: (path, headers = {}) => editor.patch(path, { body: TASK, headers }),
    success: 200,
  },
  { name: 'DELETE', prepare: changed, send: (path, headers = {}) => editor.delete(path, { headers }), success: 204 },
  {
    name: 'DELETE for good',
    prepare: changed,
    send: (path, headers = {}) => admin.delete(`${path}?permanent=true`, { headers }),
    success: 204,
  },
  {
    name: 'DELETE from the trash for good',
    prepare: () => makeTrashed(editor, 'tasks', TASK),
    send: (path, headers = {}) => admin.delete(`${path}?permanent=true`, { headers }),
    success: 204,
  },
  {
    name: 'restore',
    prepare: () => makeTrashed(editor, 'tasks', TASK),
    send: (path, headers = {}) => editor.post(`${path}/restore`, { headers }),
    success: 200,
  },
];

const tagsUpTo = (count: number): string => Array.from({ length: count }, (_, n) => `"${n + 1}"`).join(', ');

describe.each(writes.map((write): [string, Write] => [write.name, write]))('If-Match on %s', (_, { prepare, send, success }) => {
  let path: string;
  let before: object;

  beforeAll(async () => {
    ({ path } = await prepare());
    before = await everything(path);
  });

  it.each([['"2"'], ['"1", "2"'], ['"2","1"'], [' "9" ,"2" , "7"'], [',"2",'], ['W/"1", "2"'], ['"a", "2"'], ['*'], [tagsUpTo(100)]])(
    '%s holds at version 2',
    async (tags) => {
      const { path } = await prepare();
      expect((await send(path, { 'If-Match': tags })).status).toBe(success);
    },
  );

  it.each([['"1"'], ['"3"'], ['"22"'], ['"02"'], ['"+2"'], ['"2.0"'], ['"a"'], ['""'], ['W/"2"'], ['"1", W/"2"'], ['"1", "3"'], ['"1,2"']])(
    '%s does not hold at version 2: 412 with the record as it is, and nothing is written',
    async (tags) => {
      const answer = await send(path, { 'If-Match': tags });
      expectProblem(answer, 'version-conflict');
      expect(answer.headers['etag']).toBe('"2"');
      expect(answer.body.current).toEqual(before);
      expect(await everything(path)).toEqual(before);
    },
  );

  it.each([['W/"2"'], ['W/"1"'], ['"1", W/"2"']])('%s never holds: 412 that says why', async (tags) => {
    const answer = await send(path, { 'If-Match': tags });
    expectProblem(answer, 'version-conflict');
    expect(answer.body.detail).toMatch(/weak entity tag .* never matches .* proxy .*version 2; .*If-Match: "2"/);
    expect((await send(path, { 'If-Match': '"1"' })).body.detail).not.toMatch(/weak/);
  });

  it.each([['2'], ['"2'], ["'2'"], ['W/2'], ['w/"2"'], ['"1" "2"'], ['*, "2"'], ['**'], ['"2" x'], ['""2""'], [tagsUpTo(101)]])(
    '%s is malformed: 400, and nothing is written',
    async (tags) => {
      const answer = await send(path, { 'If-Match': tags });
      expectProblem(answer, 'malformed-request');
      expect(faultsOf(answer)).toEqual(['bad-format header If-Match']);
      expect(await everything(path)).toEqual(before);
    },
  );

  it('does not hold beside If-None-Match: *, which wants no record: 412, and nothing is written', async () => {
    const answer = await send(path, { 'If-Match': '"2"', 'If-None-Match': '*' });
    expectProblem(answer, 'version-conflict');
    expectProblem(await send(path, { 'If-None-Match': '*' }), 'version-conflict');
    expectProblem(await send(`/api/v1/tasks/${UNKNOWN_ID}`, { 'If-None-Match': '*' }), 'not-found');
    expect(await everything(path)).toEqual(before);
  });

  it('is not needed', async () => {
    const { path } = await prepare();
    expect((await send(path)).status).toBe(success);
  });

  it('does not hold for a record that never existed: 404', async () => {
    for (const tags of ['*', '"1"']) expectProblem(await send(`/api/v1/tasks/${UNKNOWN_ID}`, { 'If-Match': tags }), 'not-found');
  });
});

describe('two writers with the same If-Match', () => {
  it('never both win, in 50 rounds', async () => {
    const { path } = await make(editor, 'tasks', TASK);
    for (let version = 1; version <= 50; version++) {
      const headers = { 'If-Match': `"${version}"` };
      const answers = await Promise.all([
        editor.patch(path, { body: { title: `one ${version}` }, headers }),
        admin.put(path, { body: { title: `other ${version}` }, headers }),
      ]);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
      const [winner, loser] = [...answers].sort((a, b) => a.status - b.status);
      expect((await viewer.get(path)).body).toEqual(winner?.body);
      expect(loser?.body.current).toEqual(winner?.body);
      expect(winner?.body.version).toBe(version + 1);
    }
  }, 30_000);

  it('win even if they want the same: the second is refused', async () => {
    const { path } = await make(editor, 'tasks', TASK);
    for (let version = 1; version <= 20; version++) {
      const write = () => editor.patch(path, { body: { title: `${version}` }, headers: { 'If-Match': `"${version}"` } });
      const statuses = (await Promise.all([write(), write()])).map(({ status }) => status);
      expect(statuses.sort()).toEqual([200, 412]);
    }
  });

  it('do not both delete, nor both restore', async () => {
    const { path } = await make(editor, 'tasks', TASK);
    for (let version = 1; version <= 20; version += 2) {
      const remove = () => editor.delete(path, { headers: { 'If-Match': `"${version}"` } });
      expect((await Promise.all([remove(), remove()])).map(({ status }) => status).sort()).toEqual([204, 404]);
      const restore = () => editor.post(`${path}/restore`, { headers: { 'If-Match': `"${version + 1}"` } });
      const [first, second] = (await Promise.all([restore(), restore()])).map(({ status }) => status).sort();
      expect(first).toBe(200);
      expect([409, 412]).toContain(second);
      expect((await viewer.get(path)).body.version).toBe(version + 2);
    }
  });
});

describe('writers without If-Match', () => {
  const patches = fc.record({
    title: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).map((text) => `a${text.replace(/\p{Cc}/gu, '')}z`),
    notes: fc.constantFrom(null, 'some', 'other\nlines'),
    status: fc.constantFrom('open', 'in-progress', 'done', null),
    priority: fc.constantFrom('low', 'normal', 'high', null),
    dueDate: fc
      .date({ min: new Date('1970-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
      .map((day) => day.toISOString().slice(0, 10)),
    tags: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 4 }),
  });

  it('lose nothing of each other’s when they patch different fields at once', async () => {
    await fc.assert(
      fc.asyncProperty(patches, async (patch) => {
        const { path } = await make(editor, 'tasks', TASK);
        const answers = await Promise.all(
          Object.entries(patch).map(async ([field, value], n) => (n % 2 ? editor : admin).patch(path, { body: { [field]: value } })),
        );
        const last = (await viewer.get(path)).body;
        const alone = await editor.patch(path, { body: patch });
        expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
        expect(alone.body).toEqual(last);
        expect(Math.max(...answers.map(({ body }) => body.version))).toBe(last.version);
      }),
      { numRuns: 25 },
    );
  }, 30_000);

  it('each count as one change when they patch the same field at once', async () => {
    const { path } = await make(editor, 'tasks', TASK);
    const answers = await Promise.all(Array.from({ length: 10 }, (_, n) => editor.patch(path, { body: { title: `${n}` } })));
    expect(answers.map(({ body }) => body.version).sort((a, b) => a - b)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    const last = answers.find(({ body }) => body.version === 11);
    expect((await viewer.get(path)).body).toEqual(last?.body);
  });

  it('leave a record either patched or in the trash, never half of each', async () => {
    for (let round = 0; round < 10; round++) {
      const { path } = await make(editor, 'tasks', TASK);
      const [patch, remove] = await Promise.all([editor.patch(path, { body: { title: 'z' } }), editor.delete(path)]);
      expect(remove.status).toBe(204);
      expect([200, 404]).toContain(patch.status);
      const { body } = await editor.post(`${path}/restore`);
      expect(body).toMatchObject(patch.status === 200 ? { title: 'z', version: 4 } : { title: 'x', version: 3 });
    }
  });
});

/** The current record, live or in the trash: an If-Match that cannot hold returns it and changes nothing. */
async function everything(path: string): Promise<object> {
  const { body } = await admin.delete(`${path}?permanent=true`, { headers: { 'If-Match': '"0"' } });
  expect(body.status).toBe(412);
  return body.current;
}
