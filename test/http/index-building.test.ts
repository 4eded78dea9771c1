import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { createApp } from '../../src/app.ts';
import { text } from '../../src/schema/fields/text.ts';
import { defineRecordType, type RecordType } from '../../src/schema/record-type.ts';
import { createDynamoTable } from '../../src/store/dynamo-client.ts';
import { createDynamoStore } from '../../src/store/dynamo-store.ts';
import { reindex } from '../../src/store/reindex.ts';
import { type Client, createClient } from '../support/client.ts';
import { type InProcess, startInProcess } from '../support/target.ts';

// It reads 18 MB again and again.
jest.setTimeout(60_000);

const BEFORE = jobs([]);
const AFTER = jobs([{ by: 'title' }]);
/** More than the 16 MB that a request sorts or counts, in records just below DynamoDB's limit of 400 KB. */
const RECORDS = 48;
const NOTES = 'n'.repeat(380_000);

function jobs(indexes: readonly { readonly by: 'title' }[]): RecordType {
  const fields = { title: text({ max: 50, required: true }), notes: text({ max: 400_000 }) };
  return defineRecordType({
    name: 'jobs',
    title: 'Jobs',
    singular: 'job',
    fields,
    filterable: ['title'],
    indexes,
    example: { title: 'A' },
  });
}

const titleOf = (n: number) => `Job ${String((n * 7) % RECORDS).padStart(2, '0')}`;

let target: InProcess;
let caller: Client;
beforeAll(async () => {
  target = await startInProcess({ recordTypes: [BEFORE] });
  const { store } = target.services;
  for (let n = 0; n < RECORDS; n++) {
    await store.create({ workspace: 'w', type: BEFORE }, { title: titleOf(n), notes: NOTES }, { by: 'ed' });
  }
  // The version with the new index starts on the table of the old one.
  const newer = { ...target, app: createApp({ ...target.services, recordTypes: [AFTER] }) };
  caller = createClient(newer, await target.tokenFor({ sub: 'ed', groups: ['admin'], workspace: 'w' }));
}, 60_000);
afterAll(async () => await target.close());

async function titlesBy(query: string): Promise<string[]> {
  const titles: string[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const { status, body } = await caller.get(`/api/v1/jobs?limit=100&fields=title&${query}${cursor === '' ? '' : `&cursor=${cursor}`}`);
    expect(status).toBe(200);
    titles.push(...body.items.map(({ title }: { title: string }) => title));
    cursor = body.nextCursor;
  }
  return titles;
}

describe('a list whose index is not built, with more records than a request sorts', () => {
  it.each(['sort=title', 'sort=-title&limit=1', 'sort=title&title[gte]=Job', 'sort=title&q=job'])(
    'is 503 index-building for %s, with the seconds to wait',
    async (query) => {
      const { status, headers, body } = await caller.get(`/api/v1/jobs?${query}`);
      expect([status, headers['retry-after'], headers['content-type']]).toEqual([503, '30', 'application/problem+json; charset=utf-8']);
      expect(body).toMatchObject({
        type: '/problems/index-building',
        detail: 'The index for sorting by "title" is not complete. Retry later, or leave out "sort".',
      });
    },
  );

  it('is answered in the order of creation, page by page, and nothing is missing', async () => {
    const titles = await titlesBy('sort=createdAt');
    expect(titles).toEqual(Array.from({ length: RECORDS }, (_, n) => titleOf(n)));
    expect((await titlesBy('title[lt]=Job+05')).sort()).toEqual(['Job 00', 'Job 01', 'Job 02', 'Job 03', 'Job 04']);
  });

  it('is counted as far as a request reads, and the count does not claim to be complete', async () => {
    for (const query of ['', 'title[prefix]=job']) {
      const { status, body } = await caller.get(`/api/v1/jobs/count?${query}`);
      expect([status, body.complete]).toEqual([200, false]);
      expect(body.count).toBeGreaterThan(0);
      expect(body.count).toBeLessThan(RECORDS);
    }
  });
});

describe('after the reindex', () => {
  it('is sorted', async () => {
    const { client, tableName } = target;
    await reindex({ client, tableName, recordTypes: [AFTER], shared: false, onProgress: () => undefined });
    // The process looks at the catalog again only after half a minute; one that starts now reads it at once.
    const store = createDynamoStore({ table: createDynamoTable({ client, tableName }) });
    const started = { ...target, app: createApp({ ...target.services, recordTypes: [AFTER], store }) };
    caller = createClient(started, await target.tokenFor({ sub: 'ed', groups: ['admin'], workspace: 'w' }));
    expect(await titlesBy('sort=-title')).toEqual(
      Array.from({ length: RECORDS }, (_, n) => titleOf(n))
        .sort()
        .reverse(),
    );
  });
});
