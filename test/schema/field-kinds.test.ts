import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import type { Field } from '../../src/schema/field.ts';
import { boolean } from '../../src/schema/fields/boolean.ts';
import { choice } from '../../src/schema/fields/choice.ts';
import { date, isCalendarDate } from '../../src/schema/fields/date.ts';
import { dateTime } from '../../src/schema/fields/date-time.ts';
import { email } from '../../src/schema/fields/email.ts';
import { number } from '../../src/schema/fields/number.ts';
import { reference } from '../../src/schema/fields/reference.ts';
import { text } from '../../src/schema/fields/text.ts';
import { textList } from '../../src/schema/fields/text-list.ts';
import { url } from '../../src/schema/fields/url.ts';
import { codePointLength, parseText } from '../../src/schema/text-rules.ts';

const ajv = addFormats.default(new Ajv2020({ strict: false }));

const day = fc
  .date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const zone = fc.constantFrom('Z', 'z', '+02:00', '-11:30', '+00:00');
const time = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.nat(59), fc.nat(59))
  .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'));
const word = fc.string({ unit: 'grapheme', maxLength: 30 });

/** Each kind, with what may come in for it: things that it takes, and things that are near. */
const KINDS: [string, Field, fc.Arbitrary<unknown>][] = [
  ['text', text({ max: 20 }), fc.oneof(word, fc.string({ unit: 'binary' }))],
  ['text with a least length', text({ min: 3, max: 20 }), word],
  ['text of several lines', text({ max: 20, lines: true }), fc.oneof(word, fc.constant('a\r\nb\nc'), fc.string({ unit: 'binary' }))],
  ['number', number({}), fc.oneof(fc.double(), fc.maxSafeInteger(), fc.constantFrom(0, -0, 1e-130, 1e300))],
  ['whole number', number({ integer: true, min: -3, max: 12 }), fc.oneof(fc.integer({ min: -5, max: 15 }), fc.double())],
  [
    'reference',
    reference({ to: 'customers' }),
    fc.oneof(
      fc.uuid(),
      fc.uuid().map((id) => ` ${id.toUpperCase()} `),
      word,
    ),
  ],
  ['boolean', boolean({}), fc.oneof(fc.boolean(), fc.constantFrom(0, 1, 'true'))],
  ['choice', choice({ choices: ['open', 'in-progress', 'größer'] }), fc.constantFrom('open', 'in-progress', 'größer', 'Open', '', ' ')],
  [
    'date',
    date({}),
    fc.oneof(
      day,
      day.map((text) => ` ${text} `),
      fc.constantFrom('2023-02-29', '', '2026-1-1'),
    ),
  ],
  [
    'date-time',
    dateTime({}),
    fc.oneof(
      fc.tuple(day, time, zone).map(([one, at, where]) => `${one}T${at}${where}`),
      fc.constantFrom('2026-01-01', ''),
    ),
  ],
  ['e-mail', email({}), fc.oneof(fc.emailAddress(), word)],
  ['URL', url({ max: 60 }), fc.oneof(fc.webUrl({ validSchemes: ['http', 'https', 'ftp'] }), word)],
  [
    'list',
    textList({ maxItems: 4, maxLength: 6 }),
    fc.array(fc.string({ unit: fc.constantFrom('a', 'b', ';', ' ', ',', '"', '😀'), maxLength: 7 }), { maxLength: 5 }),
  ],
];

/** What the field makes of an input, if it takes it at all and not as blank. */
function kept(field: Field, input: unknown): { value: unknown } | undefined {
  const parsed = field.parse(input);
  return parsed.ok && parsed.value !== undefined ? { value: parsed.value } : undefined;
}

describe.each(KINDS)('the kind %s', (_, field, inputs) => {
  const values = inputs.map((input) => kept(field, input)).filter((value) => value !== undefined);

  it('takes what it has made as it is', () => {
    fc.assert(fc.property(values, ({ value }) => expect(field.parse(value)).toEqual({ ok: true, value })));
  });

  it('comes back from text as it was', () => {
    fc.assert(fc.property(values, ({ value }) => expect(field.parse(field.fromText(field.toText(value)))).toEqual({ ok: true, value })));
  });

  it('describes what it has made', () => {
    const validate = ajv.compile({ ...field.jsonSchema });
    fc.assert(
      fc.property(values, ({ value }) => {
        expect({ value, valid: validate(value), errors: validate.errors }).toMatchObject({ valid: true });
      }),
    );
  });

  it('answers anything at all without throwing, and says in words what is wrong', () => {
    fc.assert(
      fc.property(fc.oneof(inputs, fc.anything()), (input) => {
        const parsed = field.parse(input);
        if (parsed.ok) return;
        expect(parsed.faults).not.toHaveLength(0);
        for (const { code, detail, path = '' } of parsed.faults) {
          expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
          expect(detail).toMatch(/^must /);
          expect(path).toMatch(/^(\/\d+)?$/);
        }
      }),
    );
  });

  it('gives equal values equal terms, and no key longer than it says', () => {
    fc.assert(
      fc.property(values, ({ value }) => {
        expect(field.terms(structuredClone(value))).toEqual(field.terms(value));
        expect(Buffer.byteLength(field.sortKey?.(value) ?? '')).toBeLessThanOrEqual(field.sortKeyBytes ?? 0);
      }),
    );
  });
});

describe('the order of', () => {
  it.each<[string, Field, fc.Arbitrary<unknown>, (value: never) => number]>([
    ['days', date({}), day, (value: string) => Date.parse(value)],
    ['moments', dateTime({}), fc.tuple(day, time).map(([one, at]) => `${one}T${at}.000Z`), (value: string) => Date.parse(value)],
    ['booleans', boolean({}), fc.boolean(), (value: boolean) => Number(value)],
    ['numbers', number({}), fc.double({ noNaN: true, min: -1e15, max: 1e15 }).map((value) => value + 0), (value: number) => value],
  ])('%s is that of their keys', (_, field, inputs, magnitude: (value: never) => number) => {
    const key = (value: unknown) => Buffer.from(field.sortKey?.(value) ?? '');
    const size = (value: unknown) => Reflect.apply(magnitude, undefined, [value]);
    fc.assert(
      fc.property(inputs, inputs, (a, b) => {
        expect(Math.sign(Buffer.compare(key(a), key(b)))).toBe(Math.sign(size(a) - size(b)));
      }),
    );
  });
});

describe('isCalendarDate', () => {
  const LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  const isLeap = (year: number) => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

  it('knows the lengths of the months in every year of four digits', () => {
    fc.assert(
      fc.property(fc.nat(9999), fc.integer({ min: 0, max: 13 }), fc.integer({ min: 0, max: 32 }), (year, month, dayOfMonth) => {
        const text = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(dayOfMonth).padStart(2, '0')}`;
        const length = month === 2 && isLeap(year) ? 29 : (LENGTHS[month - 1] ?? 0);
        expect(isCalendarDate(text)).toBe(dayOfMonth >= 1 && dayOfMonth <= length);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('parseText', () => {
  const rules = { min: 1, max: 5, lines: false };

  it('counts code points', () => {
    const character = fc.constantFrom('a', 'é', '北', '😀', '\u0301');
    fc.assert(
      fc.property(fc.array(character, { minLength: 1, maxLength: 10 }), (characters) => {
        expect(codePointLength(characters.join(''))).toBe(characters.length);
        expect(parseText(characters.join(''), rules).ok).toBe(characters.length <= 5);
      }),
    );
  });

  it('takes no control character but a tab, and line breaks where lines are allowed', () => {
    for (let code = 0; code < 0x300; code++) {
      const character = String.fromCharCode(code);
      const isControl = code < 0x20 || (code >= 0x7f && code <= 0x9f);
      const input = `a${character}b`;
      expect(parseText(input, rules).ok).toBe(!isControl || character === '\t');
      expect(parseText(input, { ...rules, lines: true }).ok).toBe(!isControl || ['\t', '\n', '\r'].includes(character));
    }
  });

  it('takes no half of a surrogate pair', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0xd800, max: 0xdfff }), (unit) =>
        expect(parseText(`a${String.fromCharCode(unit)}`, rules).ok).toBe(false),
      ),
    );
  });
});
