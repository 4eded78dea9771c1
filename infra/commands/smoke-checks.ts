import { expectHeader, expectJson, expectSame, expectStatus } from './expect-answer.ts';
import { propertyOf } from './property-of.ts';
import { siteChecks } from './site-checks.ts';
import type { SmokeCheck, SmokeTarget } from './smoke-check.ts';

/** Returns end-to-end checks of a deployed service. They leave one record in the trash of the token's workspace. */
export function smokeChecks(target: SmokeTarget): readonly SmokeCheck[] {
  const { site, token } = target;
  const get = (path: string, init?: RequestInit) => target.fetch(site + path, { redirect: 'manual', ...init });
  const signedIn = { authorization: `Bearer ${token}` };
  const asJson = { ...signedIn, 'content-type': 'application/json' };

  return [
    {
      name: 'the API is healthy',
      run: async () => expectJson(await get('/api/health'), 200, { status: 'ok' }),
    },
    {
      name: 'the table responds',
      run: async () => expectStatus(await get('/api/health/ready'), 200),
    },
    {
      name: 'the OpenAPI document is served',
      run: async () => {
        const answer = await get('/api/openapi.json');
        expectStatus(answer, 200);
        expectSame('the version of OpenAPI', String(propertyOf(await answer.json(), 'openapi')).slice(0, 3), '3.1');
      },
    },
    {
      name: 'a request without a token is refused',
      run: async () => expectStatus(await get('/api/v1/tasks'), 401),
    },
    {
      name: 'a request with a wrong token is refused',
      run: async () => expectStatus(await get('/api/v1/tasks', { headers: { authorization: `Bearer ${token}x` } }), 401),
    },
    {
      name: 'a record can be created, read, changed with If-Match and trashed',
      run: async () => {
        const body = JSON.stringify({ title: 'Smoke test' });
        const created = await get('/api/v1/tasks', { method: 'POST', headers: asJson, body });
        expectStatus(created, 201);
        const path = created.headers.get('location') ?? '';
        expectSame('the ETag of a new record', created.headers.get('etag'), '"1"');
        expectStatus(await get(path, { headers: signedIn }), 200);
        const change = { method: 'PATCH', headers: { ...asJson, 'if-match': '"1"' }, body: JSON.stringify({ status: 'done' }) };
        expectStatus(await get(path, change), 200);
        expectStatus(await get(path, change), 412);
        expectStatus(await get(path, { method: 'DELETE', headers: signedIn }), 204);
        expectStatus(await get(path, { headers: signedIn }), 404);
      },
    },
    {
      name: 'missing types are problems, not pages',
      run: async () =>
        expectHeader(await get('/api/v1/there-is-no-such-type', { headers: signedIn }), 'content-type', /^application\/problem\+json/),
    },
    ...siteChecks(target),
  ];
}

/** Runs the checks one after the other and logs each result. @returns the number of failures */
export async function runChecks(checks: readonly SmokeCheck[], log: (line: string) => void): Promise<number> {
  let failed = 0;
  for (const { name, run } of checks) {
    try {
      await run();
      log(`ok      ${name}`);
    } catch (error) {
      failed++;
      log(`FAILED  ${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return failed;
}
