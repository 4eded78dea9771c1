import { afterAll, describe, expect, it } from '@jest/globals';
import { text } from '../../src/schema/fields/text.ts';
import { defineRecordType } from '../../src/schema/record-type.ts';
import { createCallers } from '../support/callers.ts';
import type { Answer } from '../support/client.ts';
import { startInProcess } from '../support/target.ts';

/** Records so long that a hundred of them have no room in one answer. */
const papers = defineRecordType({
  name: 'papers',
  title: 'Papers',
  singular: 'paper',
  fields: { title: text({ max: 200, required: true }), body: text({ max: 100_000, lines: true }) },
  filterable: [],
  indexes: [{ by: 'title' }],
  example: { title: 'On Computable Numbers' },
});

const LIMIT = 5_000_000;
const PAPERS = '/api/v1/papers';
const target = await startInProcess({ recordTypes: [papers] });
const { editor, viewer } = await createCallers(target);
const long = (title: string) => ({ title, body: '"'.repeat(60_000) });
afterAll(() => target.close());

/** The bytes of an answer as a Lambda function gives it: the body is a text within JSON. */
function sizeOf({ text: body }: Answer): number {
  return Buffer.byteLength(JSON.stringify(body));
}

async function batch(operations: readonly object[]): Promise<Answer> {
  const answer = await editor.post(`${PAPERS}/batch`, { body: { operations } });
  expect(answer.status).toBe(200);
  expect(answer.body.results).toHaveLength(operations.length);
  expect(sizeOf(answer)).toBeLessThan(LIMIT);
  return answer;
}

describe('a batch on records that are too long for one answer', () => {
  it('answers with id and version instead of the records that have no room', async () => {
    const { body } = await editor.post(PAPERS, { body: long('one') });
    const answer = await batch(Array.from({ length: 100 }, (_, n) => ({ method: 'update', id: body.id, record: { title: `title ${n}` } })));
    expect(answer.body.results[0]).toMatchObject({ status: 200, record: { id: body.id, title: 'title 0', version: 2 } });
    expect(answer.body.results[99]).toEqual({ status: 200, id: body.id, version: 101 });
    expect((await viewer.get(`${PAPERS}/${body.id}`)).body).toMatchObject({ title: 'title 99', version: 101 });
  });

  it('leaves current out of the problems that have no room', async () => {
    const { body } = await editor.post(PAPERS, { body: long('one') });
    const answer = await batch(Array(100).fill({ method: 'update', id: body.id, record: { title: 'late' }, ifMatch: '"7"' }));
    expect(answer.body.results[0].problem.current).toMatchObject({ id: body.id });
    expect(answer.body.results[99]).toMatchObject({ status: 412, problem: { type: '/problems/version-conflict', status: 412 } });
    expect(answer.body.results[99].problem.current).toBeUndefined();
  });
});

describe('a list of records that are too long for one answer', () => {
  it.each([
    ['createdAt', 'application/json'],
    ['createdAt', 'text/csv'],
    ['title', 'application/json'],
    ['title', 'text/csv'],
  ])('has fewer of them on a page, and all on its pages: sort=%s as %s', async (sort, Accept) => {
    const { editor: own } = await createCallers(target);
    const titles = Array.from({ length: 40 }, (_, n) => `title ${n + 10}`);
    for (const title of titles) await own.post(PAPERS, { body: long(title) });
    const found: string[] = [];
    let pages = 0;
    for (let next: string | undefined = `${PAPERS}?limit=100&sort=${sort}`; next !== undefined; pages++) {
      const answer: Answer = await own.get(next, { headers: { Accept } });
      expect(sizeOf(answer)).toBeLessThan(LIMIT);
      found.push(...[...answer.text.matchAll(/title \d+/g)].map(([title]) => title));
      next = /^<(\S+)>/.exec(answer.headers['link'] ?? '')?.[1];
    }
    expect(found).toEqual(titles);
    expect(pages).toBeGreaterThan(1);
  });
});
