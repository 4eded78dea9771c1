import { expect, it } from '@jest/globals';
import { matches } from '../../public/model/matches.ts';
import type { StoredRecord } from '../../public/model/stored-record.ts';
import { tasks } from '../../src/records/tasks.ts';

const record: StoredRecord = {
  id: '01991c3e-7b1a-7000-8000-000000000001',
  createdAt: '2026-11-01T10:00:00.000Z',
  updatedAt: '2026-11-01T10:00:00.000Z',
  createdBy: 'ada',
  updatedBy: 'ada',
  version: 1,
  title: 'Résumé for Grace',
  notes: 'Two pages',
  status: 'in-progress',
  priority: 'high',
  dueDate: '2026-12-01',
  tags: ['board', 'Finance'],
};

it.each([
  ['', true],
  ['q=resume', true],
  ['q=GRACE+pages', true],
  ['q=zebra', false],
  ['q=resume+zebra', false],
  ['status=in-progress', true],
  ['status=open,in-progress', true],
  ['status=open', false],
  ['status=open&q=resume', false],
  ['tags=Finance', true],
  ['tags=other', false],
  ['title[prefix]=résumé', true],
  ['title[prefix]=Grace', false],
  ['dueDate[gte]=2026-12-01', true],
  ['dueDate[gt]=2026-12-01', false],
  ['dueDate[lt]=2026-12-01', false],
  ['dueDate[lte]=2026-12-02', true],
  ['title[contains]=SUMÉ', true],
  ['title[contains]=zebra', false],
  ['status[ne]=open,done', true],
  ['status[ne]=open,in-progress', false],
  ['tags[ne]=board', false],
  ['customer[ne]=01991c3e-7b1a-7000-8000-000000000009', true],
  ['createdBy=me', true],
  ['createdBy[ne]=me', true],
  ['customer[exists]=false', true],
  ['dueDate[exists]=false', false],
  ['sort=title&columns=status', true],
  ['removed=1', true],
])('a record is compared with the list ?%s', (query, expected) => {
  expect(matches(tasks, new URLSearchParams(query), record)).toBe(expected);
});
