export interface SmokeTarget {
  /** The address of the UI, without a slash at its end; the API is below it. */
  readonly site: string;
  /** What `config.json` must say. */
  readonly issuer: string;
  readonly webClientId: string;
  /** A token of somebody who may create and trash records. */
  readonly token: string;
  readonly fetch: typeof fetch;
}

export interface SmokeCheck {
  readonly name: string;
  /** @throws {Error} saying what was expected and what came. */
  readonly run: () => Promise<void>;
}

/** The service from end to end, as its users meet it. It leaves one record in the trash of the token's workspace. */
export function smokeChecks(target: SmokeTarget): readonly SmokeCheck[] {
  const { site, token, issuer, webClientId } = target;
  const get = (path: string, init?: RequestInit) => target.fetch(site + path, { redirect: 'manual', ...init });
  const signedIn = { authorization: `Bearer ${token}` };
  const asJson = { ...signedIn, 'content-type': 'application/json' };

  return [
    {
      name: 'the API is up',
      run: async () => expectJson(await get('/api/health'), 200, { status: 'ok' }),
    },
    {
      name: 'the table answers',
      run: async () => expectStatus(await get('/api/health/ready'), 200),
    },
    {
      name: 'the API describes itself',
      run: async () => {
        const answer = await get('/api/openapi.json');
        expectStatus(answer, 200);
        expectSame('the version of OpenAPI', String(field(await answer.json(), 'openapi')).slice(0, 3), '3.1');
      },
    },
    {
      name: 'nobody gets in without a token',
      run: async () => expectStatus(await get('/api/v1/tasks'), 401),
    },
    {
      name: 'nobody gets in with a wrong token',
      run: async () => expectStatus(await get('/api/v1/tasks', { headers: { authorization: `Bearer ${token}x` } }), 401),
    },
    {
      name: 'a record is created, read, changed under If-Match, and trashed',
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
      name: 'the UI comes, and under its own paths too',
      run: async () => {
        for (const path of ['/', '/tasks']) {
          const answer = await get(path);
          expectStatus(answer, 200);
          expectHeader(answer, 'content-type', /^text\/html/);
        }
      },
    },
    {
      name: 'the UI comes with its security headers',
      run: async () => {
        const answer = await get('/');
        expectHeader(answer, 'content-security-policy', /default-src 'none'.*frame-ancestors 'none'/);
        expectHeader(answer, 'strict-transport-security', /max-age=63072000/);
        expectHeader(answer, 'x-content-type-options', /^nosniff$/);
      },
    },
    {
      name: 'the UI is told whom to sign in with',
      run: async () => {
        const answer = await get('/config.json');
        expectStatus(answer, 200);
        const signIn = field(await answer.json(), 'signIn');
        expectSame('the issuer', field(signIn, 'issuer'), issuer);
        expectSame('the client', field(signIn, 'clientId'), webClientId);
      },
    },
    {
      name: 'what is missing is not answered with a page',
      run: async () => {
        const file = await get('/assets/there-is-no-such-file.js');
        if (file.status < 400) throw new Error(`a missing file was answered with ${file.status}`);
        expectHeader(await get('/api/v1/there-is-no-such-type', { headers: signedIn }), 'content-type', /^application\/problem\+json/);
      },
    },
    {
      name: 'nothing is served in clear text',
      run: async () => {
        const clear = site.replace('https:', 'http:');
        expectHeader(await target.fetch(`${clear}/`, { redirect: 'manual' }), 'location', /^https:/);
        expectStatus(await target.fetch(`${clear}/api/health`, { redirect: 'manual' }), 403);
      },
    },
  ];
}

/** Runs one after the other, tells of each, and answers how many failed. */
export async function runChecks(checks: readonly SmokeCheck[], tell: (line: string) => void): Promise<number> {
  let failed = 0;
  for (const { name, run } of checks) {
    try {
      await run();
      tell(`ok      ${name}`);
    } catch (error) {
      failed++;
      tell(`FAILED  ${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return failed;
}

function expectStatus(answer: Response, status: number): void {
  if (answer.status !== status) throw new Error(`${answer.url || 'the request'} was answered with ${answer.status} instead of ${status}`);
}

async function expectJson(answer: Response, status: number, body: unknown): Promise<void> {
  expectStatus(answer, status);
  expectSame('the body', await answer.json(), body);
}

function expectHeader(answer: Response, name: string, pattern: RegExp): void {
  const value = answer.headers.get(name);
  if (value === null || !pattern.test(value)) throw new Error(`the header ${name} is ${JSON.stringify(value)}, which is not ${pattern}`);
}

function expectSame(what: string, actual: unknown, expected: unknown): void {
  const [came, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (came !== wanted) throw new Error(`${what} is ${came} instead of ${wanted}`);
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Object.getOwnPropertyDescriptor(value, name)?.value : undefined;
}
