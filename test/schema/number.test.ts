import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { numberSortKey } from '../../src/schema/key-format.ts';

const finite = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (value === 0 ? 0 : value));

describe('numberSortKey', () => {
  it('orders as the numbers do', () => {
    fc.assert(
      fc.property(finite, finite, (a, b) => {
        expect(compare(numberSortKey(a), numberSortKey(b))).toBe(compare(a, b));
      }),
    );
  });

  it('is 16 characters long, whatever the number', () => {
    fc.assert(fc.property(finite, (value) => expect(numberSortKey(value)).toMatch(/^[0-9a-f]{16}$/)));
  });
});

function compare<T extends number | string>(a: T, b: T): number {
  return Math.sign(Number(a > b) - Number(a < b));
}
