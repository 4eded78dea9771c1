import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { createConformance } from '../support/openapi/conformance.ts';
import { openApiDocument } from '../support/openapi/document.ts';
import type { RawAnswer } from '../support/raw-request.ts';
import { createDocumentedArbitrary, type GeneratedRequest } from './support/documented-arbitrary.ts';
import { propertyRuns } from './support/property-runs.ts';
import { type ServerAndLambda, startServerAndLambda } from './support/server-and-lambda.ts';

jest.setTimeout(120_000);

// Only the OpenAPI document defines the requests. fast-check generates them, because it shrinks a failing request to a minimal one
// and repeats it by its seed. json-schema-faker does neither.

const RUNS = 150;

/** Paths of the history. It is written after the records, so two services can differ for a moment. */
const HISTORY = /\/history|\/changes|\/change-sets/;

/** Members of a saved view whose valid values depend on its record type, or on the caller. The document does not show them. */
const OF_THE_TYPE = /^body \/(by|columns|owner|query)\b/;

const document = openApiDocument();
// A restore of a version or an undo could succeed in only one of the services, and the records would then differ.
const paths = Object.fromEntries(Object.entries(document.paths).filter(([path, { post }]) => post === undefined || !HISTORY.test(path)));
const requests = createDocumentedArbitrary({ ...document, paths });
const assertDocumented = createConformance(document);
let ways: ServerAndLambda;

beforeAll(async () => {
  ways = await startServerAndLambda();
}, 180_000);
afterAll(async () => await ways.close());

/** Returns the server's answer, after a check that it is as documented and equal to the function's. */
async function answerTo({ method, url, headers, body }: GeneratedRequest): Promise<RawAnswer> {
  const { server, lambda, asked, answer } = await ways.ask({ method, url, headers, body: Buffer.from(body) });
  if (!HISTORY.test(asked.url)) expect(lambda).toEqual(server);
  assertDocumented({ method: asked.method, path: asked.url, status: answer.status, headers: answer.headers, body: answer.body });
  expect(answer.status).toBeLessThan(500);
  return answer;
}

describe('a request that is broken in one location', () => {
  it('is refused for that location only, by server and Lambda alike', async () => {
    await fc.assert(
      fc.asyncProperty(requests.broken, async ({ fault, ...request }) => {
        const { status, body } = await answerTo(request);
        // An earlier batch may have moved the record to the trash. Then 404 comes before any fault.
        if (request.template.includes('{id}') && status === 404) return;
        // The caller is an editor.
        if (request.method === 'DELETE' && request.template.startsWith('/api/v1/people')) expect(status).toBe(403);
        else if (request.method === 'HEAD') expect(status).toBe(400);
        else if (request.template.endsWith('/batch') && status === 200) expect(refusedOperations(body)).toBeGreaterThan(0);
        else expect([status, faultsIn(body)]).toEqual([fault.startsWith('body') ? 422 : 400, [expect.stringContaining(fault)]]);
      }),
      propertyRuns(RUNS),
    );
  });

  it('does not stop the service', async () => {
    const { status } = await ways.server({ method: 'GET', url: '/api/health/ready', headers: {}, body: Buffer.alloc(0) });
    expect(status).toBe(200);
    expect(ways.output()).not.toContain('internal-error');
  });
});

describe('a request that is valid by the document', () => {
  it('is never refused as malformed and gets a documented answer, by server and Lambda alike', async () => {
    await fc.assert(
      fc.asyncProperty(requests.valid, async (request) => {
        const { status, body } = await answerTo(request);
        expect([400, 406, 413, 415]).not.toContain(status);
        if (status !== 422) return;
        const faults = faultsIn(body).filter((fault) => !OF_THE_TYPE.test(fault));
        expect([problemIn(body), ...faults]).toEqual([expect.stringMatching(/invalid-record|key-reused/)]);
      }),
      propertyRuns(RUNS),
    );
  });
});

/** Counts the refused operations of a batch, which answers 200 in any case. */
function refusedOperations(body: string): number {
  const { results }: { results: { status: number }[] } = JSON.parse(body);
  return results.filter(({ status }) => [400, 404, 422].includes(status)).length;
}

function problemIn(body: string): string {
  const { type }: { type: string } = JSON.parse(body);
  return type;
}

/** Leaves out references to missing records: the document does not show which ids exist. */
function faultsIn(body: string): string[] {
  const { errors = [] }: { errors?: { in: string; name?: string; pointer?: string; code: string }[] } = JSON.parse(body);
  return errors.filter(({ code }) => code !== 'no-such-record').map(({ in: location, name, pointer }) => `${location} ${name ?? pointer}`);
}
