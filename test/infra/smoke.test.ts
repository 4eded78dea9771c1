import { describe, expect, it } from '@jest/globals';
import { runChecks, smokeChecks } from '../../infra/commands/smoke-checks.ts';

const SITE = 'https://site.example';
const TOKEN = 'editor-token';
const PATH = '/api/v1/tasks/0198c2f0-0000-7000-8000-000000000001';
const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'none'; script-src 'self'; frame-ancestors 'none'",
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
  'x-content-type-options': 'nosniff',
};

type Answer = (request: Request) => Response;

/** Simulates a deployed stack for the requests of the checks. */
function simulatedSite(broken: Readonly<Record<string, Answer>> = {}): typeof fetch {
  let version = 0;
  const routes: Readonly<Record<string, Answer>> = {
    'GET /api/health': () => Response.json({ status: 'ok' }),
    'GET /api/health/ready': () => Response.json({ status: 'ok' }),
    'GET /api/openapi.json': () => Response.json({ openapi: '3.1.1' }),
    'GET /api/v1/tasks': () => new Response(null, { status: 401 }),
    'POST /api/v1/tasks': () => {
      version = 1;
      return new Response('{}', { status: 201, headers: { location: PATH, etag: '"1"' } });
    },
    [`GET ${PATH}`]: () => new Response('{}', { status: version > 0 ? 200 : 404 }),
    [`PATCH ${PATH}`]: ({ headers }) => {
      if (headers.get('if-match') !== `"${version}"`) return new Response('{}', { status: 412 });
      version++;
      return new Response('{}');
    },
    [`DELETE ${PATH}`]: () => {
      version = 0;
      return new Response(null, { status: 204 });
    },
    'GET /api/v1/there-is-no-such-type': () => new Response('{}', { status: 404, headers: { 'content-type': 'application/problem+json' } }),
    'GET /': () => new Response('<p>', { headers: PAGE_HEADERS }),
    'GET /tasks': () => new Response('<p>', { headers: PAGE_HEADERS }),
    'GET /config.json': () => Response.json({ signIn: { issuer: 'https://issuer.example', clientId: 'web' } }),
    'GET /assets/there-is-no-such-file.js': () => new Response('<Error/>', { status: 403 }),
    ...broken,
  };
  return async (input, init) => {
    const request = new Request(input, init);
    const { protocol, pathname } = new URL(request.url);
    if (protocol === 'http:') {
      return pathname === '/'
        ? new Response(null, { status: 301, headers: { location: `${SITE}/` } })
        : new Response(null, { status: 403 });
    }
    const answer = routes[`${request.method} ${pathname}`];
    return answer === undefined ? new Response(null, { status: 404 }) : answer(request);
  };
}

async function smoke(fetch: typeof globalThis.fetch) {
  const lines: string[] = [];
  const target = { site: SITE, issuer: 'https://issuer.example', webClientId: 'web', token: TOKEN, fetch };
  const failed = await runChecks(smokeChecks(target), (line) => lines.push(line));
  return { failed, lines, complaints: lines.filter((line) => line.startsWith('FAILED')) };
}

describe('the smoke test', () => {
  it('finds no fault in a healthy stack, and reports each check', async () => {
    const { failed, lines, complaints } = await smoke(simulatedSite());
    expect(complaints).toEqual([]);
    expect(failed).toBe(0);
    expect(lines).toHaveLength(12);
  });

  it.each<[string, Readonly<Record<string, Answer>>, RegExp]>([
    ['an API that is down', { 'GET /api/health': () => new Response(null, { status: 503 }) }, /the API is healthy: .*503 instead of 200/],
    ['a wrong body of the health check', { 'GET /api/health': () => Response.json({ status: 'well' }) }, /the API is healthy: the body is/],
    ['a table that does not respond', { 'GET /api/health/ready': () => new Response(null, { status: 503 }) }, /the table responds/],
    [
      'an API that needs no token',
      { 'GET /api/v1/tasks': () => Response.json({ items: [] }) },
      /a request without a token is refused: .*200 instead of 401/,
    ],
    ['an ignored If-Match', { [`PATCH ${PATH}`]: () => new Response('{}') }, /a record can be created.*200 instead of 412/],
    [
      'a delete that does nothing',
      { [`DELETE ${PATH}`]: () => new Response(null, { status: 204 }) },
      /a record can be created.*200 instead of 404/,
    ],
    ['no UI', { 'GET /': () => new Response(null, { status: 403 }) }, /the UI is served.*403 instead of 200/],
    ['no UI under its own paths', { 'GET /tasks': () => new Response(null, { status: 403 }) }, /the UI is served.*403 instead of 200/],
    [
      'no content security policy',
      { 'GET /': () => new Response('<p>', { headers: { 'content-type': 'text/html' } }) },
      /security headers: the header content-security-policy is null/,
    ],
    [
      'another issuer',
      { 'GET /config.json': () => Response.json({ signIn: { issuer: 'x', clientId: 'web' } }) },
      /the issuer is "x" instead of/,
    ],
    ['no sign-in', { 'GET /config.json': () => Response.json({ signIn: null }) }, /the issuer is undefined instead of/],
    [
      'a page instead of a missing file',
      { 'GET /assets/there-is-no-such-file.js': () => new Response('<p>', { headers: PAGE_HEADERS }) },
      /a missing file has the status 200/,
    ],
    [
      'a page instead of an API problem',
      { 'GET /api/v1/there-is-no-such-type': () => new Response('<p>', { status: 404, headers: PAGE_HEADERS }) },
      /the header content-type is "text\/html/,
    ],
  ])('finds %s', async (_, broken, complaint) => {
    const { failed, complaints } = await smoke(simulatedSite(broken));
    expect(failed).toBeGreaterThan(0);
    expect(complaints.join('\n')).toMatch(complaint);
  });

  it('runs all checks, even if every request fails', async () => {
    const { failed, lines } = await smoke(async () => {
      throw new TypeError('fetch failed');
    });
    expect(failed).toBe(lines.length);
  });
});
