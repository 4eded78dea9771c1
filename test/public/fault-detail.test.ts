import { expect, it } from '@jest/globals';
import { faultDetail } from '../../public/model/fault-detail.ts';
import { formatFullDate } from '../../public/model/formats.ts';
import { tasks } from '../../src/records/tasks.ts';

it.each([
  ['must not be before 2026-11-22', `must not be before ${formatFullDate('2026-11-22')}`],
  ['must be from 2026-01-01 to 2026-12-31', `must be from ${formatFullDate('2026-01-01')} to ${formatFullDate('2026-12-31')}`],
  ['must be after 2026-11-22T10:00:00Z', 'must be after 2026-11-22T10:00:00Z'],
  ['must not be 2026-13-45', 'must not be 2026-13-45'],
  ['must not be AB-2026-11-22-7', 'must not be AB-2026-11-22-7'],
])('shows the dates of a rule as the form does: %s', (detail, shown) => {
  expect(faultDetail(tasks.fields['dueDate'], { code: 'own-rule', detail })).toBe(shown);
});

it('keeps the example of a date that the form accepts', () => {
  expect(faultDetail(tasks.fields['dueDate'], { code: 'bad-format', detail: 'must be a date' })).toBe('must be a date such as 2026-03-31');
});
