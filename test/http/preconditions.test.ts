import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { etagOf, parseIfMatch, readIfMatch, readIfNoneMatch } from '../../src/http/request/preconditions.ts';

class Refused extends Error {}
const refuse = () => new Refused();

const version = fc.integer({ min: 1, max: 1_000_000 });
/** RFC 9110, section 8.8.3: etagc. Without digits, so that it is nobody's version. */
const opaque = fc.string({ unit: fc.constantFrom('!', '#', 'a', 'Z', ',', ';', '~', '\u0080', 'ÿ'), minLength: 1, maxLength: 6 });
const tag = fc.oneof(
  version.map((of) => ({ text: `"${of}"`, of: [of] })),
  version.map((of) => ({ text: `W/"${of}"`, of: [] })),
  opaque.map((text) => ({ text: `"${text}"`, of: [] })),
);
const list = fc.array(fc.tuple(tag, fc.constantFrom(',', ', ', ' ,', ' , ,', ',,')), { minLength: 1, maxLength: 8 });

describe('parseIfMatch', () => {
  it('accepts the versions that a list names by strong tags', () => {
    fc.assert(
      fc.property(list, (tags) => {
        const text = tags.map(([{ text }, comma], n) => text + (n === tags.length - 1 ? '' : comma)).join('');
        expect(parseIfMatch(text, refuse)).toEqual(tags.flatMap(([{ of }]) => of));
      }),
    );
  });

  it.each(['"0"', '"01"', '"1a"', '"a1"', '"1.0"', '"1e3"', '"-1"', '"+1"', '"1,"', '""', `"${'9'.repeat(16)}"`])(
    'knows no version named %s',
    (tag) => {
      expect(parseIfMatch(tag, refuse)).toEqual([]);
    },
  );

  it('accepts any version for a star', () => {
    for (const star of ['*', ' *', '* ']) expect(parseIfMatch(star, refuse)).toBe('any');
  });

  it('accepts, or refuses in the caller’s words, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'W/"*, 12x\t\u0000ÿ'), maxLength: 20 }), (text) => {
        try {
          const accepted = parseIfMatch(text, refuse);
          expect(accepted === 'any' || accepted.every((entry) => text.includes(`"${entry}"`))).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(Refused);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ['commas', ','.repeat(50_000)],
    ['commas and no end', `"1"${','.repeat(50_000)}x`],
    ['blanks', `"1"${' '.repeat(50_000)}x`],
    ['commas and blanks', `"1"${' ,'.repeat(50_000)}x`],
    ['tags', `${'"1",'.repeat(15_000)}x`],
    ['quotes', '"'.repeat(50_000)],
    ['weak marks', 'W/'.repeat(25_000)],
  ])('is done with 50,000 characters of %s in no time', (_, text) => {
    const start = performance.now();
    expect(() => parseIfMatch(text, refuse)).toThrow(Refused);
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});

describe('If-None-Match', () => {
  it.each([
    ['*', true],
    ['"3"', true],
    ['W/"3"', true],
    ['"1", W/"3"', true],
    ['"1", "2"', false],
    ['"3a"', false],
  ])('%s names version 3: %s', (text, names) => {
    expect(readIfNoneMatch({ 'if-none-match': text })?.('"3"')).toBe(names);
  });
});

describe('a header without entity tags', () => {
  const malformed = (name: string) =>
    expect.objectContaining({ slug: 'malformed-request', errors: [expect.objectContaining({ in: 'header', name, code: 'bad-format' })] });

  it.each(['3', '"3', '"3" x', '', ','])('is refused, naming the header: %s', (text) => {
    expect(() => readIfMatch({ 'if-match': text })).toThrow(malformed('If-Match'));
    expect(() => readIfNoneMatch({ 'if-none-match': text })).toThrow(malformed('If-None-Match'));
  });
});

describe('the tag of a record', () => {
  it('matches the record and no other version', () => {
    fc.assert(
      fc.property(version, version, (one, other) => {
        const headers = { 'if-match': etagOf({ version: one }), 'if-none-match': etagOf({ version: one }) };
        expect(readIfMatch(headers)).toEqual([one]);
        expect(readIfNoneMatch(headers)?.(etagOf({ version: other }))).toBe(one === other);
      }),
    );
  });

  it('is not asked for without the header', () => {
    expect(readIfMatch({})).toBeUndefined();
    expect(readIfNoneMatch({})).toBeUndefined();
  });
});
