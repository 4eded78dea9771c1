import { describe, expect, it } from '@jest/globals';
import { dayOf, queryOfDays, recordsByDay, timeOfDay, valueOn } from '../../public/model/calendar-day.ts';
import { firstWeekday, weekdayOf } from '../../public/model/first-weekday.ts';
import { addDays, addMonths, isMonth, sameDayIn, weeksOf } from '../../public/model/month.ts';
import type { StoredRecord } from '../../public/model/stored-record.ts';
import { date } from '../../src/schema/fields/date.ts';
import { dateTime } from '../../src/schema/fields/date-time.ts';
import { text } from '../../src/schema/fields/text.ts';
import { defineRecordType } from '../../src/schema/record-type.ts';

const meetings = defineRecordType({
  name: 'meetings',
  title: 'Meetings',
  singular: 'meeting',
  fields: { title: text({ max: 200, required: true }), startsAt: dateTime({}), booked: date({}) },
  filterable: ['startsAt', 'booked'],
  indexes: [{ by: 'startsAt' }],
  example: { title: 'Plan the fair' },
});
const { startsAt, booked } = meetings.fields;
type Name = 'booked' | 'startsAt';
const MONDAY = 1;
const SATURDAY = 6;
const SUNDAY = 7;

/** A time on the clock of this computer, as records keep it. Browser tests use other time zones. */
function at(day: string, time: string): string {
  return new Date(`${day}T${time}`).toISOString();
}

function record(id: string, values: object): StoredRecord {
  return { id, createdAt: '', updatedAt: '', createdBy: '', updatedBy: '', version: 1, ...values };
}

describe('A month', () => {
  it.each([
    ['2026-11', MONDAY, '2026-10-26', '2026-12-06', 6],
    ['2026-11', SUNDAY, '2026-11-01', '2026-12-05', 5],
    ['2026-11', SATURDAY, '2026-10-31', '2026-12-04', 5],
    ['2027-02', MONDAY, '2027-02-01', '2027-02-28', 4],
    ['2028-02', MONDAY, '2028-01-31', '2028-03-05', 5],
    ['0050-01', MONDAY, '0049-12-27', '0050-02-06', 6],
  ])('%s with weeks from weekday %i has the days from %s to %s', (month, weekday, first, last, count) => {
    const weeks = weeksOf(month, weekday);
    expect([weeks[0]?.[0], weeks.at(-1)?.at(-1), weeks.length]).toEqual([first, last, count]);
    expect(weeks.every((week) => week.length === 7)).toBe(true);
    expect(new Set(weeks.flat()).size).toBe(count * 7);
  });

  it.each([
    ['2026-11', true],
    ['2026-13', false],
    ['2026-1', false],
    ['2026-11-01', false],
    ['0000-01', false],
    ['9999-12', false],
    ['x', false],
  ])('%s is one: %s', (month, expected) => {
    expect(isMonth(month)).toBe(expected);
  });

  it.each([
    ['2026-11', 1, '2026-12'],
    ['2026-12', 1, '2027-01'],
    ['2026-01', -1, '2025-12'],
    ['2026-01', -12, '2025-01'],
    ['9999-11', 1, '9999-11'],
    ['0000-02', -1, '0000-02'],
  ])('%s and %i months is %s', (month, count, expected) => {
    expect(addMonths(month, count)).toBe(expected);
  });

  it.each([
    ['2026-02', '2026-01-31', '2026-02-28'],
    ['2028-02', '2026-01-30', '2028-02-29'],
    ['2026-12', '2026-11-30', '2026-12-30'],
  ])('%s has for %s the day %s', (month, day, expected) => {
    expect(sameDayIn(month, day)).toBe(expected);
  });

  it('has days of 23 and 25 hours that are one step too', () => {
    expect([addDays('2026-03-28', 1), addDays('2026-03-29', 1), addDays('2026-10-25', 1)]).toEqual([
      '2026-03-29',
      '2026-03-30',
      '2026-10-26',
    ]);
  });

  it.each([
    ['de', MONDAY],
    ['en-GB', MONDAY],
    ['en-US', SUNDAY],
    ['ar-EG', SATURDAY],
    ['he', SUNDAY],
    ['pt-BR', SUNDAY],
  ])('begins its weeks in %s on weekday %i', (locale, expected) => {
    expect(firstWeekday(locale)).toBe(expected);
  });

  it.each([
    ['DE', MONDAY],
    ['US', SUNDAY],
    ['EG', SATURDAY],
    ['', MONDAY],
  ])('begins its weeks in the region %s on weekday %i where the browser does not know', (region, expected) => {
    expect(weekdayOf(region)).toBe(expected);
  });
});

describe('A day of the calendar', () => {
  it.each<[name: Name, value: unknown, expected: string | undefined]>([
    ['booked', '2026-11-03', '2026-11-03'],
    ['booked', '2026-02-30', undefined],
    ['booked', 5, undefined],
    ['booked', undefined, undefined],
    ['startsAt', at('2026-11-03', '00:00'), '2026-11-03'],
    ['startsAt', at('2026-07-03', '00:30'), '2026-07-03'],
    ['startsAt', at('2026-11-02', '23:59:59.999'), '2026-11-02'],
    ['startsAt', 'soon', undefined],
  ])('of %s is for %s %s', (name, value, expected) => {
    expect(dayOf(meetings.fields[name], value)).toBe(expected);
  });

  it.each<[name: Name, day: string, before: unknown, expected: string]>([
    ['booked', '2026-11-05', '2026-11-03', '2026-11-05'],
    ['booked', '2026-11-05', undefined, '2026-11-05'],
    ['startsAt', '2026-11-05', at('2026-11-03', '09:15:30.250'), at('2026-11-05', '09:15:30.250')],
    ['startsAt', '2026-07-05', at('2026-11-03', '23:59'), at('2026-07-05', '23:59')],
    ['startsAt', '2026-11-05', undefined, at('2026-11-05', '00:00')],
    ['startsAt', '2026-11-05', 'soon', at('2026-11-05', '00:00')],
  ])('of %s becomes %s for %s', (name, day, before, expected) => {
    const field = meetings.fields[name];
    const value = valueOn(field, day, before);
    expect(value).toBe(expected);
    expect(dayOf(field, value)).toBe(day);
  });

  it('has the time of day of times only', () => {
    expect([timeOfDay(startsAt, at('2026-11-03', '09:15')), timeOfDay(booked, '2026-11-03')]).toEqual(['09:15', undefined]);
  });

  it('holds its records in the order of their times, and leaves out those without a day', () => {
    const late = record('late', { startsAt: at('2026-11-03', '16:00') });
    const early = record('early', { startsAt: at('2026-11-03', '09:00') });
    const next = record('next', { startsAt: at('2026-11-04', '00:00') });
    const days = recordsByDay(meetings, 'startsAt', [late, record('none', {}), next, early, record('odd', { startsAt: 'soon' })]);
    expect([...days]).toEqual([
      ['2026-11-03', [early, late]],
      ['2026-11-04', [next]],
    ]);
  });
});

describe('The query for some days', () => {
  const query = (view: string, by: string, type = meetings) =>
    Object.fromEntries(queryOfDays({ ...type, fields: type.fields }, new URLSearchParams(view), by, ['2026-10-26', '2026-12-06']));

  it('reads these days by the index of the field', () => {
    expect(query('sort=-createdAt&columns=booked', 'startsAt')).toEqual({
      sort: 'startsAt',
      'startsAt[gte]': at('2026-10-26', '00:00'),
      'startsAt[lt]': at('2026-12-07', '00:00'),
    });
  });

  it('keeps the usual order without an index', () => {
    expect(query('sort=startsAt', 'booked')).toEqual({ 'booked[gte]': '2026-10-26', 'booked[lt]': '2026-12-07' });
  });

  it.each([
    ['q=fair&booked[exists]=true', { q: 'fair', 'booked[exists]': 'true', 'booked[gte]': '2026-10-26', 'booked[lt]': '2026-12-07' }],
    ['booked[gte]=2026-11-10', { 'booked[gte]': '2026-11-10', 'booked[lt]': '2026-12-07' }],
    ['booked[gte]=2026-01-01', { 'booked[gte]': '2026-10-26', 'booked[lt]': '2026-12-07' }],
    ['booked[lt]=2026-11-10', { 'booked[gte]': '2026-10-26', 'booked[lt]': '2026-11-10' }],
    ['booked[lt]=today-1000y', { 'booked[gte]': '2026-10-26', 'booked[lt]': 'today-1000y' }],
    ['booked[lte]=2026-11-10', { 'booked[gte]': '2026-10-26', 'booked[lt]': '2026-12-07', 'booked[lte]': '2026-11-10' }],
    ['booked[gte]=nonsense', { 'booked[gte]': 'nonsense', 'booked[lt]': '2026-12-07' }],
  ])('keeps what narrows it more: %s', (view, expected) => {
    expect(query(view, 'booked')).toEqual(expected);
  });
});
