import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { joinValues, splitValues } from '../../src/schema/value-list.ts';

describe('splitValues', () => {
  it.each<[string, string[]]>([
    ['open', ['open']],
    ['open,done', ['open', 'done']],
    ['Berlin\\, Mitte', ['Berlin, Mitte']],
    ['Berlin\\, Mitte,Hamburg', ['Berlin, Mitte', 'Hamburg']],
    ['a\\\\,b', ['a\\', 'b']],
    ['a\\\\\\,b', ['a\\,b']],
    ['C:\\temp', ['C:\\temp']],
    ['a\\', ['a\\']],
    ['', ['']],
    [',', ['', '']],
    ['a,,b', ['a', '', 'b']],
  ])('of %j', (text, values) => {
    expect(splitValues(text)).toEqual(values);
  });

  it('gives back what joinValues has joined', () => {
    const value = fc.string({ unit: fc.constantFrom('\\', ',', 'a', ' ') });
    fc.assert(fc.property(fc.array(value, { minLength: 1 }), (values) => expect(splitValues(joinValues(values))).toEqual(values)));
  });
});
