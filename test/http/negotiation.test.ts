import { describe, expect, it } from '@jest/globals';
import { chooseMediaType } from '../../src/http/request/negotiation.ts';

describe('chooseMediaType', () => {
  it.each([
    [undefined, 'application/json'],
    ['', 'application/json'],
    [' ', 'application/json'],
    ['*/*', 'application/json'],
    ['text/csv', 'text/csv'],
    ['text/csv;charset=utf-8', 'text/csv'],
    ['text/csv;q=0.5, application/json;q=0.4', 'text/csv'],
    ['application/json, text/plain, */*', 'application/json'],
    ['text/csv;q=0', undefined],
    ['image/png', undefined],
    [`${'image/png, '.repeat(50)}text/csv`, 'text/csv'],
  ])('for Accept: %j is %j', (accept, chosen) => {
    expect(chooseMediaType(accept, ['application/json', 'text/csv'])).toBe(chosen);
  });

  it('is undefined for a format that another route has', () => {
    expect(chooseMediaType('text/csv', ['application/json'])).toBeUndefined();
  });
});
