import { afterAll, expect, it } from '@jest/globals';
import { createCallers } from '../support/callers.ts';
import { expectProblem } from '../support/problem.ts';
import { make, makeTrashed } from '../support/records.ts';
import { startTarget } from '../support/target.ts';

const target = await startTarget();
const { viewer, editor, stranger } = await createCallers(target);
afterAll(() => target.close());

const PATH = '/api/v1/reports/overdue-tasks';

function daysFrom(day: string, days: number): string {
  return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
}

it('counts the tasks of the workspace that are overdue, by how late they are', async () => {
  const { body: before } = await viewer.get(PATH);
  const late = async (days: number, values: object = {}) =>
    await make(editor, 'tasks', { title: 'x', dueDate: daysFrom(before.day, -days), ...values });
  for (const days of [-1, 0, 1, 7, 8, 30, 31, 400]) await late(days);
  await late(2, { status: 'done' });
  await make(editor, 'tasks', { title: 'no due date' });
  await makeTrashed(editor, 'tasks', { title: 'x', dueDate: daysFrom(before.day, -2) });
  await make(stranger, 'tasks', { title: 'x', dueDate: daysFrom(before.day, -2) });

  const { status, body } = await viewer.get(PATH);
  expect(status).toBe(200);
  expect(body.ages.map(({ from, to }: { from: number; to?: number }) => [from, to])).toEqual([
    [1, 7],
    [8, 30],
    [31, undefined],
  ]);
  const more = body.ages.map(({ count }: { count: number }, index: number) => count - before.ages[index].count);
  expect([more, body.ages.every(({ complete }: { complete: boolean }) => complete)]).toEqual([[2, 2, 2], true]);
});

it('has the day of the time zone, and refuses what it does not know', async () => {
  const headers = (zone: string) => ({ headers: { 'Time-Zone': zone } });
  const [early, late] = [await viewer.get(PATH, headers('Pacific/Kiritimati')), await viewer.get(PATH, headers('Pacific/Pago_Pago'))];
  expect(early.body.day > late.body.day).toBe(true);
  expectProblem(await viewer.get(PATH, headers('Mars/Olympus')), 'malformed-request');
  expectProblem(await viewer.get(`${PATH}?limit=1`), 'malformed-request');
  expectProblem(await editor.post(PATH, { body: {} }), 'method-not-allowed');
});
