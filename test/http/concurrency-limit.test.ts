import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { createCallers } from '../support/callers.ts';
import type { Answer } from '../support/client.ts';
import { expectProblem } from '../support/problem.ts';
import { startInProcess } from '../support/target.ts';

/** What a service that can work on two requests at once does with the others. */
let release: () => void = () => undefined;
let held: Promise<void> = Promise.resolve();

const target = await startInProcess({
  services: { load: { maxConcurrent: 2, maxQueued: 3, queueTimeoutMs: 5_000 } },
  wrapTable: (table) => ({
    ...table,
    async put(...args) {
      await held;
      await table.put(...args);
    },
  }),
});
const { viewer, editor, anonymous } = await createCallers(target);
afterEach(() => release());
afterAll(() => target.close());

function holdWrites(): void {
  held = new Promise((resolve) => {
    release = resolve;
  });
}

const create = async (): Promise<Answer> => await editor.post('/api/v1/tasks', { body: { title: 'in turn' } });
const createMany = (count: number) => Array.from({ length: count }, create);
const statuses = async (answers: readonly Promise<Answer>[]) => (await Promise.all(answers)).map(({ status }) => status).sort();
const count = async (): Promise<number> => (await viewer.get('/api/v1/tasks/count')).body.count;

describe('more requests than can be worked on at once', () => {
  it('wait for their turn, as many as there is room for; the rest is refused at once and writes nothing', async () => {
    const before = await count();
    holdWrites();
    const answers = createMany(8);
    const first = await Promise.race(answers);
    expectProblem(first, 'unavailable');
    expect(first.headers['retry-after']).toMatch(/^[1-9]\d*$/);
    expect(first.body.detail).toMatch(/Nothing was changed/);
    release();
    expect(await statuses(answers)).toEqual([201, 201, 201, 201, 201, 503, 503, 503]);
    expect(await count()).toBe(before + 5);
  });

  it('do not wait for ever', async () => {
    const before = await count();
    holdWrites();
    const answers = createMany(4);
    // Whoever is worked on already is not refused.
    const refused = await Promise.all([Promise.race(answers), new Promise((resolve) => setTimeout(resolve, 5_100))]);
    expectProblem(refused[0], 'unavailable');
    release();
    expect(await statuses(answers)).toEqual([201, 201, 503, 503]);
    expect(await count()).toBe(before + 2);
  });

  it('do not keep anyone from hearing that the service is alive', async () => {
    holdWrites();
    const answers = createMany(5);
    expect((await anonymous.get('/api/health')).status).toBe(200);
    release();
    await Promise.all(answers);
  });

  it('leave every turn free again when they are done, refused ones too', async () => {
    for (let round = 0; round < 3; round++) {
      const faulty = Array.from({ length: 5 }, async () => await editor.post('/api/v1/tasks', { body: { title: '' } }));
      expect(await statuses(faulty)).toEqual([422, 422, 422, 422, 422]);
    }
    expect(await statuses(createMany(5))).toEqual([201, 201, 201, 201, 201]);
  });
});
