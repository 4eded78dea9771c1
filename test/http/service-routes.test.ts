import { afterAll, expect, it } from '@jest/globals';
import { createClient } from '../support/client.ts';
import { startInProcess } from '../support/target.ts';

let reads = 0;
const target = await startInProcess({
  wrapTable: (table) => ({
    ...table,
    async get(key) {
      reads++;
      return await table.get(key);
    },
  }),
});
afterAll(() => target.close());

it('many readiness checks at once read the table a few times', async () => {
  const anonymous = createClient(target);
  const answers = await Promise.all(Array.from({ length: 50 }, async () => await anonymous.get('/api/health/ready')));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  expect(reads).toBeLessThan(25);
  const before = reads;
  await anonymous.get('/api/health/ready');
  expect(reads).toBe(before + 1);
});
