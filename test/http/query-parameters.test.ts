import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readQuery, singleValue, unknownParameters } from '../../src/http/request/query-parameters.ts';

const read = (query: string) => {
  const { parameters, faults } = readQuery(`/api/v1/tasks${query}`);
  return {
    parameters: Object.fromEntries([...parameters].map(([name, values]) => [name, values.length === 1 ? values[0] : values])),
    faults: faults.map((fault) => (fault.in === 'query' ? `${fault.code} ${fault.name}` : '')),
  };
};

describe('readQuery', () => {
  it('reads what encodeURIComponent has written', () => {
    const word = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(word, word), { selector: ([name]) => name, maxLength: 6 }), (pairs) => {
        const query = pairs.map((pair) => pair.map(encodeURIComponent).join('=')).join('&');
        const { parameters, faults } = readQuery(`/path?${query}`);
        expect([...parameters]).toEqual(pairs.map(([name, value]) => [name, [value]]));
        expect(faults).toEqual([]);
      }),
    );
  });

  it('never throws, and keeps each pair as a value or as a fault', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab=&%?+2f[]é\u0000') }), (query) => {
        const { parameters, faults } = readQuery(`/path?${query}`);
        const pairs = query.split('&').filter((pair) => pair !== '');
        expect([...parameters.values()].flat().length + faults.length).toBe(pairs.length);
      }),
      { numRuns: 500 },
    );
  });

  it.each<[string, Readonly<Record<string, string | string[]>>, string[]]>([
    ['', {}, []],
    ['?', {}, []],
    ['?&&', {}, []],
    ['?a', { a: '' }, []],
    ['?a=', { a: '' }, []],
    ['?=1', { '': '1' }, []],
    ['?a=1=2', { a: '1=2' }, []],
    ['?a=b+c%20d%2Be', { a: 'b c d+e' }, []],
    ['?dueDate[gte]=2026-01-01', { 'dueDate[gte]': '2026-01-01' }, []],
    ['?dueDate%5Bgte%5D=2026-01-01', { 'dueDate[gte]': '2026-01-01' }, []],
    ['?a=?b', { a: '?b' }, []],
    ['?a=%F0%9F%98%80', { a: '😀' }, []],
    ['?a=1&a=2&b=3', { a: ['1', '2'], b: '3' }, []],
    ['?a=1&%61=2', { a: ['1', '2'] }, []],
    ['?a&a', { a: ['', ''] }, []],
    ['?a=2&b&a=1&a=3', { a: ['2', '1', '3'], b: '' }, []],
    ['?a=1&a=%', { a: '1' }, ['bad-encoding a']],
    ['?a=%', {}, ['bad-encoding a']],
    ['?a=%zz&b=1', { b: '1' }, ['bad-encoding a']],
    ['?a=%C0%AF', {}, ['bad-encoding a']],
    ['?%ff=1', {}, ['bad-encoding %ff=1']],
  ])('of %j', (query, parameters, faults) => {
    expect(read(query)).toEqual({ parameters, faults });
  });

  it('accepts names of members that every object has', () => {
    expect([...readQuery('/path?__proto__=1&constructor=2').parameters]).toEqual([
      ['__proto__', ['1']],
      ['constructor', ['2']],
    ]);
  });
});

describe('singleValue', () => {
  it('is the value, undefined, or a fault for several values', () => {
    const { parameters } = readQuery('/path?a=1&b=1&b=1');
    expect(singleValue(parameters, 'a')).toBe('1');
    expect(singleValue(parameters, 'c')).toBeUndefined();
    expect(singleValue(parameters, 'b')).toEqual({ in: 'query', name: 'b', code: 'repeated', detail: 'must be given once' });
  });
});

describe('unknownParameters', () => {
  it('names each parameter that is not allowed, and what is', () => {
    const { parameters } = readQuery('/path?limit=1&x=2&toString=3');
    expect(unknownParameters(parameters, ['limit', 'sort'])).toEqual([
      { in: 'query', name: 'x', code: 'unknown-parameter', detail: 'is unknown; this path takes limit, sort' },
      { in: 'query', name: 'toString', code: 'unknown-parameter', detail: 'is unknown; this path takes limit, sort' },
    ]);
    expect(unknownParameters(parameters, [])[0]?.detail).toMatch(/takes no parameters/);
  });
});
