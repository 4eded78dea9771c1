import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatNumber, plainNumber } from '../../public/model/number-text.ts';
import { number } from '../../src/schema/fields/number.ts';

const amount = number({});

describe('a number that is shown', () => {
  it('can be typed back as the same number', () => {
    const numbers = fc.oneof(
      fc.double({ min: -Number.MAX_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER, noNaN: true }),
      fc.integer({ min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER }),
      fc.constantFrom(1234, -0.0000010000000000000002, 1e-130, -1e-7, 0.000001, 999.999, Number.MAX_SAFE_INTEGER),
    );
    fc.assert(
      fc.property(numbers, (value) => {
        const wanted = value === 0 ? 0 : value;
        expect(amount.fromText(plainNumber(formatNumber(wanted)))).toBe(wanted);
      }),
    );
  });

  it.each([
    [1234, '1,234'],
    [1234567.5, '1,234,567.5'],
    [-0.25, '-0.25'],
    [1e-7, '1e-7'],
  ])('is English in every browser: %d', (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });
});

describe('a number that is typed', () => {
  it.each([
    ['1,234', 1234],
    [' 1,234.50 ', 1234.5],
    ['-12,345,678', -12345678],
    ['1234', 1234],
    ['1.5', 1.5],
    ['1,5', '1,5'],
    ['1,2345', '1,2345'],
    ['12,34,567', '12,34,567'],
    ['1,234,5', '1,234,5'],
    ['1.234,5', '1.234,5'],
  ])('loses the commas between thousands and no others: %s', (text, value) => {
    expect(amount.fromText(plainNumber(text))).toBe(value);
  });
});
