export interface SmokeTarget {
  /** The URL of the UI without a trailing slash. The API is below it. */
  readonly site: string;
  /** The expected values in `config.json`. */
  readonly issuer: string;
  readonly webClientId: string;
  /** A token of a caller who can create and trash records. */
  readonly token: string;
  readonly fetch: typeof fetch;
}

export interface SmokeCheck {
  readonly name: string;
  /** @throws {Error} with the expected and the actual value. */
  readonly run: () => Promise<void>;
}

/** Returns end-to-end checks of a deployed service. They leave one record in the trash of the token's workspace. */
export function smokeChecks(target: SmokeTarget): readonly SmokeCheck[] {
  const { site, token, issuer, webClientId } = target;
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
        expectSame('the version of OpenAPI', String(field(await answer.json(), 'openapi')).slice(0, 3), '3.1');
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
      name: 'the UI is served, also on its own paths',
      run: async () => {
        for (const path of ['/', '/tasks']) {
          const answer = await get(path);
          expectStatus(answer, 200);
          expectHeader(answer, 'content-type', /^text\/html/);
        }
      },
    },
    {
      name: 'the UI has its security headers',
      run: async () => {
        const answer = await get('/');
        expectHeader(answer, 'content-security-policy', /default-src 'none'.*frame-ancestors 'none'/);
        expectHeader(answer, 'strict-transport-security', /max-age=63072000/);
        expectHeader(answer, 'x-content-type-options', /^nosniff$/);
      },
    },
    {
      name: 'config.json has the sign-in settings',
      run: async () => {
        const answer = await get('/config.json');
        expectStatus(answer, 200);
        const signIn = field(await answer.json(), 'signIn');
        expectSame('the issuer', field(signIn, 'issuer'), issuer);
        expectSame('the client', field(signIn, 'clientId'), webClientId);
      },
    },
    {
      name: 'missing files and paths are errors, not pages',
      run: async () => {
        const file = await get('/assets/there-is-no-such-file.js');
        if (file.status < 400) throw new Error(`a missing file has the status ${file.status}`);
        expectHeader(await get('/api/v1/there-is-no-such-type', { headers: signedIn }), 'content-type', /^application\/problem\+json/);
      },
    },
    {
      name: 'http is redirected or refused',
      run: async () => {
        const clear = site.replace('https:', 'http:');
        expectHeader(await target.fetch(`${clear}/`, { redirect: 'manual' }), 'location', /^https:/);
        expectStatus(await target.fetch(`${clear}/api/health`, { redirect: 'manual' }), 403);
      },
    },
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

function expectStatus(answer: Response, status: number): void {
  if (answer.status !== status) throw new Error(`${answer.url || 'the response'} has the status ${answer.status} instead of ${status}`);
}

async function expectJson(answer: Response, status: number, body: unknown): Promise<void> {
  expectStatus(answer, status);
  expectSame('the body', await answer.json(), body);
}

function expectHeader(answer: Response, name: string, pattern: RegExp): void {
  const value = answer.headers.get(name);
  if (value === null || !pattern.test(value))
    throw new Error(`the header ${name} is ${JSON.stringify(value)}, which does not match ${pattern}`);
}

function expectSame(what: string, actual: unknown, expected: unknown): void {
  const [came, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (came !== wanted) throw new Error(`${what} is ${came} instead of ${wanted}`);
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Object.getOwnPropertyDescriptor(value, name)?.value : undefined;
}
