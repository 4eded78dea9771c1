import { describe, expect, it } from '@jest/globals';
import { fetchAfterFirst } from '../../public/requests/first-request.ts';
import { readPageConfig } from '../../public/requests/page-config.ts';

const FIRST = 'https://records.example/api/v1/tasks?limit=50';

/** A `fetch` after a first request of this URL, and the URLs of its own requests. */
function fetchAfter(url: string) {
  const own: unknown[] = [];
  const fetch = fetchAfterFirst({
    firstRequest: { url, answer: Promise.resolve(new Response('first')) },
    fetch: async (to) => {
      own.push(to);
      return new Response('own');
    },
  });
  return { own, textOf: async (to: string) => await (await fetch(to)).text() };
}

describe('the answer to the first request', () => {
  it('is used once', async () => {
    const { own, textOf } = fetchAfter(FIRST);
    expect([await textOf(FIRST), await textOf(FIRST)]).toEqual(['first', 'own']);
    expect(own).toEqual([FIRST]);
  });

  it('is not used for another list, nor after it', async () => {
    const { textOf } = fetchAfter(FIRST);
    expect([await textOf('https://records.example/api/v1/customers?limit=50'), await textOf(FIRST)]).toEqual(['own', 'own']);
  });
});

describe('the settings in the page', () => {
  const pageWith = (textContent: string | null) => ({ getElementById: () => (textContent === null ? null : { textContent }) });

  it.each([
    ['{"signIn":null}', { signIn: null }],
    ['{"signIn":{"issuer":"https://issuer.example"}}', { signIn: { issuer: 'https://issuer.example' } }],
    ['null', undefined],
    [null, undefined],
  ])('are %s in the element', (text, config) => {
    expect(readPageConfig(pageWith(text))).toEqual(config);
  });
});
