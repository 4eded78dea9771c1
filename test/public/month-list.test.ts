import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Address } from '../../client/src/address.ts';
import { createReadApi } from '../../public/requests/read-api.ts';
import { createMonthList } from '../../public/state/month-list.ts';
import { tasks } from '../../src/records/tasks.ts';
import { type Service, startService } from '../support/service.ts';
import { openPage } from './support/page.ts';

let service: Service;
beforeAll(async () => {
  service = await startService();
}, 30_000);
afterAll(async () => await service?.close());

it('loads all records of the shown weeks in few requests, and no others', async () => {
  const page = await openPage(service);
  const days = ['2030-02-24', '2030-02-25', '2030-03-15', '2030-04-07', '2030-04-08'];
  for (const dueDate of days) await page.write.create(tasks, { title: dueDate, dueDate }, crypto.randomUUID());
  await page.write.create(tasks, { title: 'Other', dueDate: '2030-03-15', priority: 'low' }, crypto.randomUUID());
  const asked: Address[] = [];
  const api = createReadApi(async (request) => {
    asked.push(request);
    return await page.send(request);
  });
  const view = new URLSearchParams('calendar-by=dueDate&calendar-on=2030-03-15&priority=normal');
  const list = createMonthList({ api, type: tasks, query: new URLSearchParams(), view, by: 'dueDate' });
  await list.more();
  expect(list.state.value).toEqual({ is: 'complete' });
  // Weeks from Monday or Sunday, as on this computer.
  const [first, last] = [list.query.get('dueDate[gte]') ?? '', list.query.get('dueDate[lt]') ?? ''];
  expect(list.records.value.map(({ title }) => title)).toEqual(days.filter((day) => day >= first && day < last));
  expect([first <= '2030-02-25', last >= '2030-04-07']).toEqual([true, true]);
  expect(asked).toHaveLength(1);
  expect(asked[0]?.query?.get('limit')).toBe('100');
});
