import { describe, expect, it } from '@jest/globals';
import { routeOf } from '../../public/model/route.ts';
import { isSameView, startingViews } from '../../public/model/starting-views.ts';
import { recordTypes } from '../../src/records/index.ts';
import { tasks } from '../../src/records/tasks.ts';

const declared = {
  ...tasks,
  views: [{ name: 'Due', filters: { 'dueDate[lt]': 'today' }, sort: '-dueDate', columns: ['dueDate', 'tags'] }],
};

describe('The starting views of a type', () => {
  it('are parameters of the address', () => {
    const [due] = startingViews(declared);
    expect([...(due?.view ?? [])]).toEqual([
      ['dueDate[lt]', 'today'],
      ['sort', '-dueDate'],
      ['columns', 'dueDate,tags'],
    ]);
  });

  it('can be boards and calendars', () => {
    const views = [
      { name: 'Board', filters: { priority: 'high' }, kind: 'board', by: 'status' },
      { name: 'Calendar', filters: {}, kind: 'calendar', by: 'dueDate' },
    ] as const;
    expect(startingViews({ ...tasks, views }).map(({ view }) => `${view}`)).toEqual([
      'priority=high&board-by=status',
      'calendar-by=dueDate',
    ]);
  });

  it.each(recordTypes.flatMap((type) => startingViews(type).map((named) => ({ type, ...named }))))(
    'are addresses that the page knows: $type.name, $name',
    ({ type, view }) => {
      const route = routeOf(new URL(`http://localhost/${type.name}?${view}`), recordTypes);
      expect(`${route?.view}`).toBe(`${view}`);
    },
  );

  it.each([
    ['a=1&b=2', 'b=2&a=1', true],
    ['', '', true],
    ['a=1', 'a=2', false],
    ['a=1', 'a=1&q=x', false],
  ])('compares %s with %s', (one, other, expected) => {
    expect(isSameView(new URLSearchParams(one), new URLSearchParams(other))).toBe(expected);
  });
});
