import { describe, expect, it } from '@jest/globals';
import { conditionsOf, operatorsOf, shownFilters } from '../../public/list/conditions.ts';
import { filterSentence } from '../../public/list/filter-sentence.ts';
import { relativeDayWords } from '../../public/model/relative-days.ts';
import { sortWords } from '../../public/model/sort-words.ts';
import { rememberedView, rememberView } from '../../public/state/remembered-view.ts';
import { customers } from '../../src/records/customers.ts';
import { tasks } from '../../src/records/tasks.ts';
import { filterNames } from '../../src/schema/service-fields.ts';

const optionsOf = (name: string) => conditionsOf(tasks, name).map(({ option }) => option);

/** The chips of a view, as text. */
function chips(query: string): string[] {
  return shownFilters(tasks, new URLSearchParams(query)).map((filter) => {
    const { words, values, joinedBy } = filterSentence(tasks, filter, (_, id) => `title of ${id}`);
    return [words, values.join(joinedBy)].join(' ').trim();
  });
}

describe('the conditions of a filter', () => {
  it('come from the operators of the field', () => {
    expect(optionsOf('status')).toEqual(['is any of', 'is not']);
    expect(optionsOf('title')).toEqual(['is', 'is not', 'begins with', 'contains']);
    expect(optionsOf('tags')).toEqual(['include', 'do not include', 'has a value', 'is empty']);
    expect(optionsOf('customer')).toEqual(['is', 'is not', 'has a value', 'is empty']);
    expect(optionsOf('createdBy')).toEqual(['is', 'is not']);
  });

  it('include relative days, and leave out the future where the service sets the time', () => {
    expect(optionsOf('dueDate').slice(0, 5)).toEqual([
      'is today',
      'is this week',
      'overdue (before today)',
      'in the next 7 days',
      'in the last 7 days',
    ]);
    expect(optionsOf('createdAt')).toEqual([
      'is today',
      'is this week',
      'in the last 7 days',
      'after',
      'on or after',
      'before',
      'on or before',
      'between',
    ]);
  });

  it.each([tasks, customers])('use only operators that the service knows, for $name', (type) => {
    for (const name of filterNames(type)) {
      const conditions = conditionsOf(type, name);
      expect(new Set(conditions.map(({ id }) => id)).size).toBe(conditions.length);
      for (const condition of conditions) {
        const query = operatorsOf(condition).map((operator): [string, string] => {
          return [operator === 'eq' ? name : `${name}[${operator}]`, condition.sets[operator] ?? '2026-12-01'];
        });
        expect(shownFilters(type, new URLSearchParams(query)).map((filter) => filter.condition.id)).toEqual([condition.id]);
      }
    }
  });
});

describe('a filter in words', () => {
  it.each([
    ['status=open', ['Status is Open']],
    ['status=open,done', ['Status is Open or Done']],
    ['status[ne]=done', ['Status is not Done']],
    ['dueDate[gte]=2030-12-01', ['Due on or after 1 Dec 2030']],
    ['dueDate[gte]=2030-12-01&dueDate[lte]=2030-12-07', ['Due between 1 Dec 2030 and 7 Dec 2030']],
    ['dueDate[gte]=today&dueDate[lt]=today%2B1d', ['Due date is today']],
    ['dueDate[gte]=monday&dueDate[lt]=monday%2B7d', ['Due date is this week']],
    ['dueDate[lt]=today', ['Due before today']],
    ['dueDate[gt]=today%2B3d', ['Due after 3 days after today']],
    ['dueDate=today,today-1d', ['Due date is today or yesterday']],
    ['dueDate[exists]=false', ['Due date is empty']],
    ['title[contains]=report', ['Title contains “report”']],
    ['title[gte]=m', ['Title from “m”']],
    ['tags=a,b&tags[ne]=c', ['Tags include a or b', 'Tags do not include c']],
    ['customer=01991c3e-7b1a-7000-8000-000000000009', ['Customer is title of 01991c3e-7b1a-7000-8000-000000000009']],
    ['sort=title&q=x', []],
  ])('%s', (query, expected) => {
    expect(chips(query).map((text) => text.replaceAll(/(\w{3}) (\d+), (\d{4})/g, '$2 $1 $3'))).toEqual(expected);
  });

  it.each([
    ['today', 'today'],
    ['today+1d', 'tomorrow'],
    ['today 1d', 'tomorrow'],
    ['today-1w', '1 week before today'],
    ['monday', 'Monday of this week'],
    ['friday', undefined],
    ['2026-12-01', undefined],
  ])('shows the day %s as %s', (text, words) => {
    expect(relativeDayWords(text)).toBe(words);
  });

  it.each([
    ['createdAt', true, 'Newest first'],
    ['createdAt', false, 'Oldest first'],
    ['dueDate', false, 'Due date: earliest first'],
    ['title', true, 'Title: Z to A'],
  ])('shows the order by %s', (field, descending, words) => {
    expect(sortWords(tasks, { field, descending })).toBe(words);
  });
});

describe('the view of a list', () => {
  it('is remembered by type, without the search and without the trash', () => {
    const kept = new Map<string, string>();
    const storage = {
      read: (name: string) => kept.get(name),
      keep: (name: string, text: string) => void kept.set(name, text),
      drop: (name: string) => void kept.delete(name),
      names: () => [...kept.keys()],
    };
    rememberView(storage, tasks, new URLSearchParams('status=open&columns=tags&q=ada'));
    rememberView(storage, tasks, new URLSearchParams('trashed=true'));
    expect(rememberedView(storage, tasks).toString()).toBe('status=open&columns=tags');
    expect(rememberedView(storage, customers).toString()).toBe('');
  });
});
