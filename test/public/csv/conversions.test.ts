import { describe, expect, it } from '@jest/globals';
import { conversionsOf, convertCell, guessConversion } from '../../../public/model/csv/conversions.ts';
import { type DateOrder, readDate } from '../../../public/model/csv/dates.ts';
import { choiceFor } from '../../../src/schema/choice-words.ts';
import type { Field } from '../../../src/schema/field.ts';
import { boolean } from '../../../src/schema/fields/boolean.ts';
import { date } from '../../../src/schema/fields/date.ts';
import { dateTime } from '../../../src/schema/fields/date-time.ts';
import { email } from '../../../src/schema/fields/email.ts';
import { number } from '../../../src/schema/fields/number.ts';
import { text } from '../../../src/schema/fields/text.ts';
import { textList } from '../../../src/schema/fields/text-list.ts';
import { url } from '../../../src/schema/fields/url.ts';

const converted = (field: Field, id: string, cell: string) =>
  convertCell(conversionsOf(field).find((conversion) => conversion.id === id)?.convert ?? (() => undefined), cell);

describe('a date', () => {
  it.each([
    ['31/12/2026', '2026-12-31', undefined, undefined],
    ['12/31/26', undefined, '2026-12-31', undefined],
    ['3.4.2026', '2026-04-03', '2026-03-04', undefined],
    ['03-04-26', '2026-04-03', '2026-03-04', '2003-04-26'],
    ['31. 12. 2026', '2026-12-31', undefined, undefined],
    ['1/2/69', '1969-02-01', '1969-01-02', undefined],
    ['6/21/2025 16:14', undefined, '2025-06-21', undefined],
    ['31/02/2026', undefined, undefined, undefined],
    ['1/2/3', undefined, undefined, undefined],
    ['someday', undefined, undefined, undefined],
    ['', undefined, undefined, undefined],
    [' '.repeat(100_000), undefined, undefined, undefined],
  ])('of numbers has the order that is chosen: %s', (cell, dmy, mdy, ymd) => {
    expect((['dmy', 'mdy', 'ymd'] as const).map((order) => readDate(cell, order)?.date)).toEqual([dmy, mdy, ymd]);
  });

  it.each([
    ['2026-03-05', '2026-03-05'],
    ['2026/3/5', '2026-03-05'],
    ['2026. 3. 5.', '2026-03-05'],
    ['2026年3月5日', '2026-03-05'],
    ['Mar 3, 2026', '2026-03-03'],
    ['March 3rd, 2026', '2026-03-03'],
    ['Tue, Mar 3, 2026', '2026-03-03'],
    ['3 Mar 2026', '2026-03-03'],
    ['3-Mar-26', '2026-03-03'],
    ['3. März 2026', '2026-03-03'],
    ['3 août 2026', '2026-08-03'],
    ['1 de enero de 2026', '2026-01-01'],
    ['2026 Mar 3', '2026-03-03'],
    ['12/Mar/26 10:15 AM', '2026-03-12'],
    ['2026-03-05 12:00', '2026-03-05'],
    ['2026-10-09T08:00:00.000Z', '2026-10-09'],
  ])('that is clear has no order: %s', (cell, expected) => {
    for (const order of ['dmy', 'mdy', 'ymd'] satisfies DateOrder[]) expect(readDate(cell, order)?.date).toBe(expected);
  });

  it.each([
    [['31/12/2026', '01/02/2026'], 'dmy'],
    [['12/31/26', '01/02/26'], 'mdy'],
    [['31/12/26'], 'dmy'],
    [['03/04/2026'], undefined],
    [['03/03/2026'], 'dmy'],
    [['2026-03-31', ''], 'as-is'],
    [['2026-03-31', '31.12.2026', 'someday'], 'dmy'],
    [['someday'], 'as-is'],
    [[], 'as-is'],
  ])('is guessed from the whole column, or asked for: %j', (cells, expected) => {
    expect(guessConversion(date({}), cells, { isOwnExport: false })).toBe(expected);
  });

  it('with a time is a moment in the reader’s zone, and one with a zone stays as it is', () => {
    const moment = new Date('2026-12-31T16:05:00').toISOString();
    expect(converted(dateTime({}), 'dmy', '31/12/2026 4:05 pm')).toBe(moment);
    expect(converted(dateTime({}), 'dmy', '2026-12-31T16:05:00+02:00')).toBe('2026-12-31T16:05:00+02:00');
    expect(converted(dateTime({}), 'dmy', '31/12/2026 4:05 UTC')).toBe('31/12/2026 4:05 UTC');
  });
});

describe('a number', () => {
  it.each([
    ['decimal-point', '1,234.5', '1234.5'],
    ['decimal-point', '$1,234', '1234'],
    ['decimal-point', "1'234.5", '1234.5'],
    ['decimal-point', '1,23', '1,23'],
    ['decimal-point', '1.2.3', '1.2.3'],
    ['decimal-comma', '1.234,5', '1234.5'],
    ['decimal-comma', '1 234,50 €', '1234.50'],
    ['decimal-comma', '−7', "'-7"],
    ['decimal-comma', "'-7,5", "'-7.5"],
    ['decimal-comma', '1.5', '1.5'],
    ['decimal-comma', 'n/a', 'n/a'],
    ['decimal-comma', ',5', ',5'],
  ])('with %s: %s', (id, cell, expected) => {
    expect(converted(number({}), id, cell)).toBe(expected);
  });

  it.each([
    [['1,5', '1.234,5'], false, 'decimal-comma'],
    [['1.5', '2'], false, 'as-is'],
    [['1,234.5'], false, 'decimal-point'],
    [['1.234'], false, undefined],
    [['1,234'], false, undefined],
    [['1.234'], true, 'as-is'],
    [['12', '7'], false, 'as-is'],
  ])('is guessed from the whole column, or asked for: %j', (cells, isOwnExport, expected) => {
    expect(guessConversion(number({}), cells, { isOwnExport })).toBe(expected);
  });
});

describe('a yes or no', () => {
  const yesOrNo = (cell: string) => converted(boolean({}), 'yes-no', cell);
  it.each([...'ja J WAHR oui VRAI sí Si VERDADERO sì VERO sim VERDADEIRO WAAR'.split(' '), 'si\u0301'])('can be “%s” for yes', (cell) =>
    expect(yesOrNo(cell)).toBe('true'),
  );
  it.each('nein N FALSCH non FAUX no FALSO não Nee ONWAAR'.split(' '))('can be “%s” for no', (cell) => expect(yesOrNo(cell)).toBe('false'));
});

describe('other cells', () => {
  const tags = textList({ maxItems: 20, maxLength: 40 });
  it.each<[Field, string, string, string]>([
    [boolean({}), 'yes-no', 'Yes', 'true'],
    [boolean({}), 'yes-no', 'x', 'true'],
    [boolean({}), 'yes-no', '0', 'false'],
    [boolean({}), 'yes-no', 'maybe', 'maybe'],
    [url({ max: 200 }), 'https', 'example.com', 'https://example.com'],
    [url({ max: 200 }), 'https', 'www.exämple.de/a?b=c', 'https://www.exämple.de/a?b=c'],
    [url({ max: 200 }), 'https', '//example.com', 'https://example.com'],
    [url({ max: 200 }), 'https', 'http://example.com', 'http://example.com'],
    [url({ max: 200 }), 'https', 'javascript:alert(1)', 'javascript:alert(1)'],
    [url({ max: 200 }), 'https', 'not yet', 'not yet'],
    [email({}), 'address', 'Ada Lovelace <ada@example.com>', 'ada@example.com'],
    [email({}), 'address', 'mailto:ada@example.com?subject=Hi', 'ada@example.com'],
    [email({}), 'address', 'ada@example.com', 'ada@example.com'],
    [tags, 'commas', 'a, b,,a', 'a;b'],
    [tags, 'commas', 'a\nb', 'a;b'],
    [tags, 'commas', "'=a, b", "'=a;b"],
    [text({ max: 100 }), 'one-line', '12 High Street\r\nPorto', '12 High Street Porto'],
    [text({ max: 100 }), 'one-line', 'A', 'A'],
  ])('are converted by %#', (field, id, cell, expected) => {
    expect(converted(field, id, cell)).toBe(expected);
  });

  it.each([
    [['a, b'], false, 'commas'],
    [['a, b', 'c;d'], false, 'as-is'],
    [['Berlin, Mitte'], true, 'as-is'],
    [['a'], false, 'as-is'],
  ])('of a list are guessed: %j', (cells, isOwnExport, expected) => {
    expect(guessConversion(tags, cells, { isOwnExport })).toBe(expected);
  });

  it.each([
    ['In Progress', 'in-progress'],
    ['in_progress', 'in-progress'],
    ['DONE', 'done'],
    [' done ', 'done'],
    ['To do', undefined],
    ['', undefined],
    ['A-B', 'a-b'],
    ['AB', 'ab'],
    ['a_B', undefined],
    ['!', undefined],
    ['+', '+'],
  ])('are choices by their label in any case: %j', (cell, expected) => {
    expect(choiceFor(['open', 'in-progress', 'done', 'a-b', 'ab', '+', '-'], cell)).toBe(expected);
  });
});
