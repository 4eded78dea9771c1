import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createMoment, isTimeZone } from '../../src/schema/moment.ts';
import { readRelativeDay } from '../../src/schema/relative-day.ts';

const on = (today: string) => ({ today, startOf: (day: string) => day });
const dayOf = (text: string, today: string) => readRelativeDay(text, on(today));

describe('a relative day', () => {
  it.each([
    ['today', '2026-01-31', '2026-01-31'],
    ['today+0d', '2026-01-31', '2026-01-31'],
    ['today+1d', '2026-02-28', '2026-03-01'],
    ['today-1d', '2024-03-01', '2024-02-29'],
    ['today 7d', '2026-12-28', '2027-01-04'],
    ['today-1w', '2026-01-05', '2025-12-29'],
    ['today+1m', '2026-01-31', '2026-02-28'],
    ['today+1m', '2024-01-31', '2024-02-29'],
    ['today-1m', '2026-03-31', '2026-02-28'],
    ['today+13m', '2026-12-31', '2028-01-31'],
    ['today-1m', '2026-01-15', '2025-12-15'],
    ['today+1y', '2024-02-29', '2025-02-28'],
    ['today-2000y', '2026-01-31', '0026-01-31'],
  ])('%s on %s is %s', (text, today, day) => {
    expect(dayOf(text, today)).toEqual({ ok: true, value: day });
  });

  it.each(['today+9999y', 'today-9999y'])('%s is out of range', (text) => {
    expect(dayOf(text, '2026-01-31')).toMatchObject({ ok: false, faults: [{ code: 'out-of-range' }] });
  });

  it.each(['Today', 'today+', 'today+1', 'today+1h', 'today+1.5d', 'today+-1d', 'today+10000d', 'tomorrow', '2026-01-31', ''])(
    '%j is none',
    (text) => {
      expect(dayOf(text, '2026-01-31')).toBeUndefined();
    },
  );
});

const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kathmandu',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
  'Australia/Lord_Howe',
];

describe('a moment', () => {
  it.each([
    ['2026-01-31T23:30:00.000Z', 'UTC', '2026-01-31'],
    ['2026-01-31T23:30:00.000Z', 'Europe/Berlin', '2026-02-01'],
    ['2026-01-31T04:59:59.999Z', 'America/New_York', '2026-01-30'],
    ['2026-01-31T10:00:00.000Z', 'Pacific/Kiritimati', '2026-02-01'],
  ])('%s in %s is on %s', (now, timeZone, day) => {
    expect(createMoment({ now, timeZone }).today).toBe(day);
  });

  it.each([
    ['UTC', '2026-03-31', '2026-03-31T00:00:00.000Z'],
    ['Europe/Berlin', '2026-03-29', '2026-03-28T23:00:00.000Z'],
    ['Europe/Berlin', '2026-03-30', '2026-03-29T22:00:00.000Z'],
    ['America/New_York', '2026-11-01', '2026-11-01T04:00:00.000Z'],
    // Clocks went from 23:59:59 to 01:00.
    ['America/Sao_Paulo', '2018-11-04', '2018-11-04T03:00:00.000Z'],
    // This day was left out.
    ['Pacific/Apia', '2011-12-30', '2011-12-30T10:00:00.000Z'],
  ])('in %s, %s begins at %s', (timeZone, day, start) => {
    expect(createMoment({ now: '2026-01-01T00:00:00.000Z', timeZone }).startOf(day)).toBe(start);
  });

  it('knows the first instant of a day: the one before it belongs to an earlier day', () => {
    const dates = fc.date({ min: new Date('1980-01-01'), max: new Date('2080-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(dates, fc.constantFrom(...ZONES), (date, timeZone) => {
        const day = date.toISOString().slice(0, 10);
        const start = Date.parse(createMoment({ now: '', timeZone }).startOf(day));
        const dayAt = (time: number) => createMoment({ now: new Date(time).toISOString(), timeZone }).today;
        expect(dayAt(start) >= day).toBe(true);
        expect(dayAt(start - 1) < day).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it.each(['UTC', 'Europe/Berlin', 'europe/berlin', 'Etc/GMT+5'])('takes %s for a time zone', (name) =>
    expect(isTimeZone(name)).toBe(true),
  );
  it.each(['', 'Mars/Olympus', '+02:00', 'Europe/Berlin\n', 'x'.repeat(70)])('does not take %j for one', (name) =>
    expect(isTimeZone(name)).toBe(false),
  );
});
