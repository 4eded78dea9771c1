import { describe, expect, it } from '@jest/globals';
import { Problem } from '../../src/http/problem.ts';
import { createNegotiation } from '../../src/http/request/negotiation.ts';

const ACCEPTS: [accept: string | undefined, chosen: string | undefined][] = [
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
];

describe('what a request is answered with', () => {
  const negotiate = createNegotiation(['application/json', 'text/csv']);
  const chosenFor = (accept: string | undefined) => {
    try {
      return negotiate(accept);
    } catch (error) {
      if (error instanceof Problem && error.slug === 'not-acceptable') return undefined;
      throw error;
    }
  };

  it.each(ACCEPTS)('is chosen by Accept: %j', (accept, chosen) => {
    expect(chosenFor(accept)).toBe(chosen);
  });

  it('stays the same however often and in whatever company it is asked for', () => {
    for (let n = 0; n < 120; n++) expect(chosenFor(`text/csv, text/x-${n}`)).toBe('text/csv');
    expect(ACCEPTS.map(([accept]) => chosenFor(accept))).toEqual(ACCEPTS.map(([, chosen]) => chosen));
    expect(ACCEPTS.map(([accept]) => chosenFor(accept))).toEqual(ACCEPTS.map(([, chosen]) => chosen));
  });

  it('differs from route to route', () => {
    expect(() => createNegotiation(['application/json'])('text/csv')).toThrow(expect.objectContaining({ slug: 'not-acceptable' }));
  });
});
