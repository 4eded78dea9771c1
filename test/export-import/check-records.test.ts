import { expect, it } from '@jest/globals';
import { checkRecords } from '../../src/export-import/check-records.ts';
import { BEFORE, CHANGES } from '../evolution/definitions.ts';
import { startInProcess } from '../support/target.ts';
import { tableOf } from './support/transfer.ts';

it('finds the values that do not fit a changed definition, with their number and the first three ids', async () => {
  const target = await startInProcess({ recordTypes: [BEFORE] });
  const { store } = target.services;
  const ids: string[] = [];
  for (let n = 0; n < 4; n++) {
    const values = { title: `Job ${n}`, status: 'blocked', company: 'Acme', ...(n === 0 ? { due: '2026-01-31' } : {}) };
    ids.push((await store.create({ workspace: 'w', type: BEFORE }, values, { by: 'ed' })).id);
  }
  const after = (change: string) => CHANGES.find(([name]) => name === change)?.[2] ?? BEFORE;
  const found = async (change: string) =>
    (await checkRecords(tableOf(target), [after(change)])).map(({ ids: first, ...finding }) => [finding, first.length]);

  expect(await checkRecords(tableOf(target), [BEFORE])).toEqual([]);
  expect(await found('a choice is removed')).toEqual([
    [{ type: 'jobs', field: 'status', reason: 'does not fit: not-a-choice', count: 4 }, 3],
  ]);
  expect(await found('a choice is retired')).toEqual([]);
  expect(await found('a field becomes required')).toEqual([[{ type: 'jobs', field: 'due', reason: 'required, but missing', count: 3 }, 3]]);
  expect(await found('an indexed field is removed')).toEqual([
    [{ type: 'jobs', field: 'due', reason: 'no field of the type', count: 1 }, 1],
  ]);
  expect(await found('an indexed field is renamed')).toEqual([
    [{ type: 'jobs', field: 'firm', reason: 'stored under the former name', count: 4 }, 3],
  ]);
  expect(await found('an indexed text becomes a number')).toEqual([
    [{ type: 'jobs', field: 'company', reason: 'does not fit: wrong-type', count: 4 }, 3],
  ]);
  expect(new Set(ids).size).toBe(4);
  await target.close();
});
