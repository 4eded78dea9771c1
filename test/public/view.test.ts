import { describe, expect, it } from '@jest/globals';
import { cleared, filtersOf } from '../../public/model/filters.ts';
import { routeOf } from '../../public/model/route.ts';
import { arranged, arrangementOf, fieldsFor, queryOf } from '../../public/model/view.ts';
import { recordTypes } from '../../src/records/index.ts';
import { tasks } from '../../src/records/tasks.ts';

const shownBy = (query: string) =>
  arrangementOf(routeOf(new URL(`http://localhost/tasks?${query}`), recordTypes)?.view ?? new URLSearchParams());

describe('The kind of a view', () => {
  it.each([
    ['', undefined],
    ['status=open', undefined],
    ['board-by=status', { kind: 'board', by: 'status' }],
    ['board-by=priority&status=open', { kind: 'board', by: 'priority' }],
    ['calendar-by=dueDate', { kind: 'calendar', by: 'dueDate' }],
    ['board-by=dueDate', undefined],
    ['calendar-by=status', undefined],
    ['board-by=notes', undefined],
    ['board-by=constructor', undefined],
    ['board-by=', undefined],
    ['board-by[ne]=status', undefined],
    ['list-by=status', undefined],
    ['board-by-x=status', undefined],
    ['board-by=status&trashed=true', undefined],
  ])('of ?%s', (query, expected) => {
    expect(shownBy(query)).toEqual(expected);
  });

  it('is no part of the query to the API, and no filter', () => {
    const view = new URLSearchParams('board-by=status&priority=high&sort=title&columns=tags');
    expect(`${queryOf(view)}`).toBe('priority=high&sort=title');
    expect(filtersOf(view)).toEqual([['priority', 'high']]);
    expect(`${cleared(view)}`).toBe('board-by=status&sort=title&columns=tags');
  });

  it('changes without the filters', () => {
    const board = arranged(new URLSearchParams('priority=high'), { kind: 'board', by: 'status' });
    expect(`${board}`).toBe('priority=high&board-by=status');
    expect(`${arranged(board, { kind: 'calendar', by: 'dueDate' })}`).toBe('priority=high&calendar-by=dueDate');
    expect(`${arranged(board, undefined)}`).toBe('priority=high');
  });

  it('can be by each filterable field of its kind', () => {
    expect(fieldsFor(tasks, 'board')).toEqual(['status', 'priority']);
    expect(fieldsFor(tasks, 'calendar')).toEqual(['dueDate']);
  });
});
