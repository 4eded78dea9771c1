import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { foldCase, textSortKey, textSortKeyBytes } from '../../src/schema/text-order.ts';

// The fields with the longest indexed texts have 200 characters.
const MAX = 200;

const ascii = fc.integer({ min: 0x20, max: 0x7e });
const latin = fc.integer({ min: 0xa0, max: 0x24f });
const greekAndCyrillic = fc.integer({ min: 0x370, max: 0x52f });
const emoji = fc.integer({ min: 0x1f300, max: 0x1faff });
const character = fc.oneof(ascii, latin, greekAndCyrillic, emoji).map((codePoint) => String.fromCodePoint(codePoint));
const text = fc.string({ unit: character, minLength: 1, maxLength: MAX });
/** Of four bytes a character, as long as a key can get. */
const astral = fc.string({ unit: emoji.map((codePoint) => String.fromCodePoint(codePoint)), minLength: 1, maxLength: MAX });

/** Texts that often fold alike: the same letters, with the case of some turned. */
const twins = fc.tuple(text, fc.infiniteStream(fc.boolean())).map(([one, turns]): [string, string] => [one, turnCase(one, turns)]);

describe('foldCase', () => {
  it('makes of each character one that Unicode folds alike', () => {
    for (let codePoint = 0x20; codePoint <= 0x10ffff; codePoint++) {
      const one = String.fromCodePoint(codePoint);
      const folded = foldCase(one);
      if (folded === one) continue;
      const wanted = `^\\u{${folded.codePointAt(0)?.toString(16)}}$`;
      // With `i` and `u` a regular expression compares by simple case folding (ECMAScript, Canonicalize).
      expect({ one, isAlike: new RegExp(wanted, 'iu').test(one), length: [...folded].length }).toEqual({ one, isAlike: true, length: 1 });
    }
  });

  it.each([
    ['A', 'a'],
    ['Ä', 'ä'],
    ['ſ', 's'],
    ['\u212a', 'k'],
    ['ς', 'σ'],
    ['ẞ', 'ß'],
    ['ß', 'ß'],
    ['ǅ', 'ǆ'],
    ['İ', 'İ'],
    ['ı', 'ı'],
    ['𐐀', '𐐨'],
    ['AÄſ1', 'aäs1'],
  ])('makes of %s %s', (input, folded) => {
    expect(foldCase(input)).toBe(folded);
  });
});

describe('textSortKey', () => {
  it.each([
    ['any two texts', fc.tuple(text, text)],
    ['texts that differ in case only', twins],
    ['a text and what begins with it', fc.tuple(text, text).map(([one, rest]): [string, string] => [one, one + rest])],
  ])('orders %s by the folded text, then by code point', (_, pairs) => {
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        const order = compare(foldCase(a), foldCase(b)) || compare(a, b);
        expect(compare(textSortKey(a), textSortKey(b))).toBe(order);
      }),
    );
  });

  it('distinguishes all words of three characters that fold alike', () => {
    for (const alike of charactersThatFoldAlike()) {
      const words = alike.flatMap((a) => alike.flatMap((b) => alike.map((c) => a + b + c)));
      expect(words.map(textSortKey)).toEqual(words.map(textSortKey).sort(compare));
      expect(new Set(words.map(textSortKey)).size).toBe(words.length);
    }
  });

  it('never takes more bytes than announced', () => {
    fc.assert(
      fc.property(fc.oneof(text, astral), (value) => {
        expect(Buffer.byteLength(textSortKey(value))).toBeLessThanOrEqual(textSortKeyBytes([...value].length));
      }),
    );
  });

  it.each([
    ['astral', '😀', '😁'],
    ['astral cased', '𐐀', '𐐨'],
    ['ASCII', 'A', 'a'],
  ])('distinguishes %s texts of full length by their last character', (_, low, high) => {
    const start = high.repeat(MAX - 1);
    expect(compare(textSortKey(start + low), textSortKey(start + high))).toBe(-1);
    expect(Buffer.byteLength(textSortKey(start + high))).toBeLessThanOrEqual(textSortKeyBytes(MAX));
  });

  it.each([
    ['apple', 'Banana', 'banana', 'cherry'],
    ['Ab', 'aB', 'ab', 'ABC'],
    ['a b', 'ab'],
    ['STRASSE', 'strasse', 'straße'],
  ])('keeps %s, … in this order', (...ordered) => {
    expect([...ordered].sort((a, b) => compare(textSortKey(a), textSortKey(b)))).toEqual(ordered);
  });
});

function turnCase(text: string, turns: Iterable<boolean> & Iterator<boolean>): string {
  return [...text].map((character) => (turns.next().value === true ? character.toUpperCase() : character.toLowerCase())).join('');
}

/** In ascending order: all of Unicode that differs in case only, as `A` and `a`, the Kelvin sign among the k, or `DŽ`, `Dž` and `dž` do. */
function charactersThatFoldAlike(): string[][] {
  const groups = new Map<string, string[]>();
  for (let codePoint = 0x20; codePoint <= 0x10ffff; codePoint++) {
    if (codePoint >= 0xd800 && codePoint <= 0xdfff) continue;
    const one = String.fromCodePoint(codePoint);
    const folded = foldCase(one);
    const group = groups.get(folded);
    if (group === undefined) groups.set(folded, [one]);
    else group.push(one);
  }
  return [...groups.values()].filter((group) => group.length > 1);
}

/** By UTF-8, as DynamoDB does, which is by code point. */
function compare(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
