import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Problem } from '../../src/http/problem.ts';
import { isObject, parseJson } from '../../src/http/request/json-body.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);

/** How many levels a value has, the outermost being the first. */
function depthOf(value: unknown): number {
  return typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;
}

describe('parseJson', () => {
  it('reads what JSON.stringify has written, whatever the strings and the spacing', () => {
    const values = fc.jsonValue({ maxDepth: 8, stringUnit: 'binary' });
    fc.assert(
      fc.property(values, fc.constantFrom(undefined, 1, '\t'), (value, space) => {
        expect(parseJson(bytesOf(JSON.stringify(value, undefined, space)))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('takes 32 levels and no more', () => {
    const levels = fc.array(fc.constantFrom('[', '{"a":'), { minLength: 28, maxLength: 36 });
    fc.assert(
      fc.property(levels, (open) => {
        const text = `${open.join('')}0${[...open]
          .reverse()
          .map((bracket) => (bracket === '[' ? ']' : '}'))
          .join('')}`;
        const depth = depthOf(JSON.parse(text));
        expect(depth).toBe(open.length);
        if (depth <= 32) expect(parseJson(bytesOf(text))).toEqual(JSON.parse(text));
        else expect(() => parseJson(bytesOf(text))).toThrow(/32 levels/);
      }),
    );
  });

  it('finds a key that stands twice in one object, however it is written', () => {
    const escaped = (text: string) => [...text].map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
    const key = fc.string({ unit: 'grapheme-ascii', maxLength: 8 });
    fc.assert(
      fc.property(key, fc.option(key), fc.boolean(), (one, another, isEscaped) => {
        const other = another ?? one;
        const second = isEscaped ? `"${escaped(other)}"` : JSON.stringify(other);
        const text = `{"x":{${JSON.stringify(one)}:1,${second}:{${JSON.stringify(one)}:2}}}`;
        if (one === other) expect(() => parseJson(bytesOf(text))).toThrow(/twice/);
        else expect(parseJson(bytesOf(text))).toEqual(JSON.parse(text));
      }),
    );
  });

  it.each([
    ['a key again in an object within', '{"a":{"a":1,"b":1},"b":1}'],
    ['a key again in the next object', '[{"a":1},{"a":1}]'],
    ['a key again as a value', '{"a":"b","b":"a"}'],
    ['what looks like structure in a text', '{"a":"{[,:","b":"\\",\\"a\\":[[["}'],
    ['many lists side by side', `[${Array(40).fill('[]').join()}]`],
    ['many objects side by side', `[${Array(40).fill('{}').join()}]`],
    ['a byte order mark', '\ufeff{}'],
  ])('takes %s', (_, text) => {
    expect(parseJson(bytesOf(text))).toEqual(JSON.parse(text.replace('\ufeff', '')));
  });

  it.each<[string, string, Uint8Array]>([
    ['nothing', 'empty-body', bytesOf('')],
    ['half an object', 'malformed-json', bytesOf('{"a":')],
    ['a byte that UTF-8 does not have', 'not-utf-8', Uint8Array.of(0x22, 0xff, 0x22)],
    ['a key again behind an object', 'repeated-key', bytesOf('{"a":{"b":1},"a":2}')],
    ['a key again behind a list', 'repeated-key', bytesOf('{"a":[1,{}],"a":2}')],
    ['a key again in a list', 'repeated-key', bytesOf('[{"a":1},{"b":1,"b":2}]')],
    ['33 levels beside others', 'too-deep', bytesOf(`[[],{},${'['.repeat(32)}${']'.repeat(32)}]`)],
  ])('refuses %s as %s', (_, code, bytes) => {
    expect(() => parseJson(bytes)).toThrow(
      expect.objectContaining({ slug: 'malformed-request', errors: [expect.objectContaining({ in: 'body', code })] }),
    );
  });

  it('throws nothing but a malformed-request, whatever the bytes', () => {
    const bytes = fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.string({ unit: fc.constantFrom(...'{}[]":,\\u0 1tn\u0000') }).map(bytesOf));
    fc.assert(
      fc.property(bytes, (input) => {
        try {
          parseJson(input);
        } catch (error) {
          expect(error).toBeInstanceOf(Problem);
          expect(error).toMatchObject({ slug: 'malformed-request' });
        }
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['escapes', `"${'\\n'.repeat(500_000)}"`],
    ['escaped quotes and backslashes', `"${'\\"\\\\'.repeat(250_000)}"`],
    ['short strings', `[${'"",'.repeat(300_000)}""]`],
    ['brackets', `[${'[],'.repeat(300_000)}[]]`],
    ['keys', `{${Array.from({ length: 80_000 }, (_, n) => `"${n}":1`).join(',')}}`],
    ['a string that never ends', `"${'\\"'.repeat(500_000)}`],
    ['a number', '1'.repeat(1_000_000)],
  ])('is done with a megabyte of %s in no time', (_, text) => {
    const start = performance.now();
    try {
      parseJson(bytesOf(text));
    } catch (error) {
      expect(error).toBeInstanceOf(Problem);
    }
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});

describe('isObject', () => {
  it.each([
    [{}, true],
    [Object.create(null), true],
    [[], false],
    [null, false],
    [undefined, false],
    ['x', false],
    [1, false],
  ])('of %j is %s', (value, is) => {
    expect(isObject(value)).toBe(is);
  });
});
