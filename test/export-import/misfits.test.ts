import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { exportRecords } from '../../src/export-import/export-records.ts';
import { importRecords } from '../../src/export-import/import-records.ts';
import type { StoredRecord } from '../../src/store/record-store.ts';
import type { Client } from '../support/client.ts';
import { chores, MISFITS } from '../support/misfits.ts';
import { type InProcess, startInProcess } from '../support/target.ts';
import { callerIn, tableOf } from './support/transfer.ts';

// Hundreds of rows are written one by one, and the machine may have other work.
jest.setTimeout(60_000);

const recordTypes = [chores];
/** Each field with each value that does not fit, none where one is required or has a default by now, and a retired choice. */
const FORMER: readonly Readonly<Record<string, unknown>>[] = [
  ...MISFITS.map(([field, value]) => ({ title: 'Sweep', status: 'open', [field]: value })),
  { status: 'open' },
  { title: 'No status' },
  { title: 'Retired', status: 'blocked' },
  Object.fromEntries(MISFITS),
];
const SUMMARY = { created: 0, updated: 0, failed: 0, rows: [] };

let source: InProcess;
let caller: Client;
let before: readonly StoredRecord[];
beforeAll(async () => {
  source = await startInProcess({ recordTypes });
  caller = await callerIn(source, 'w');
  for (const values of FORMER) await source.services.store.create({ workspace: 'w', type: chores }, values, { by: 'ed' });
  before = await recordsIn(source);
}, 30_000);
afterAll(async () => await source.close());

async function recordsIn(target: InProcess): Promise<StoredRecord[]> {
  const client = await callerIn(target, 'w');
  const records: StoredRecord[] = [];
  for (let path: string | undefined = '/api/v1/chores?sort=createdAt&limit=100'; path !== undefined; ) {
    const { body } = await client.get(path);
    records.push(...body.items);
    path = body.nextCursor === null ? undefined : `/api/v1/chores?sort=createdAt&limit=100&cursor=${body.nextCursor}`;
  }
  return records;
}

describe('records whose values do not fit today’s definition', () => {
  it('are answered as they were stored', () => {
    expect(before).toEqual(FORMER.map((values) => expect.objectContaining(values)));
  });

  it('come out of a CSV export and back in as unchanged, in a dry run too', async () => {
    let rows = 0;
    for (let path: string | undefined = '/api/v1/chores?sort=createdAt&limit=100'; path !== undefined; ) {
      const { text: body, headers } = await caller.get(path, { headers: { Accept: 'text/csv' } });
      for (const flags of ['?dryRun=true', '']) {
        const answer = await caller.post(`/api/v1/chores/import${flags}`, { headers: { 'Content-Type': 'text/csv' }, body });
        expect(answer.body).toMatchObject(SUMMARY);
        if (flags === '') rows += answer.body.unchanged;
      }
      path = /<([^>]*)>;\s*rel="next"/.exec(headers['link'] ?? '')?.[1];
    }
    expect(rows).toBe(FORMER.length);
    expect(await recordsIn(source)).toEqual(before);
  });

  it('cannot come anew with a CSV import', async () => {
    const body = 'title,amount,tags\nSweep,twelve,a;b;c\n';
    const { body: answer } = await caller.post('/api/v1/chores/import', { headers: { 'Content-Type': 'text/csv' }, body });
    expect(answer).toMatchObject({ created: 0, failed: 1, rows: [{ row: 2, status: 422 }] });
  });

  it('come out of an NDJSON export and back in as unchanged, and into another table as they were, with a default for no value', async () => {
    const root = await mkdtemp(join(tmpdir(), 'misfits-'));
    const folder = join(root, 'export');
    const quietly = { folder, onProgress: () => undefined };
    const goal = await startInProcess({ recordTypes });
    try {
      await exportRecords(tableOf(source), quietly);
      expect(await importRecords(tableOf(source), { ...quietly, recordTypes })).toMatchObject({
        created: 0,
        unchanged: FORMER.length,
        different: [],
      });
      expect(await importRecords(tableOf(goal), { ...quietly, recordTypes })).toMatchObject({
        created: FORMER.length,
        unchanged: 0,
        different: [],
      });
      expect(await recordsIn(goal)).toEqual(before.map((record) => ({ status: 'open', ...record })));
    } finally {
      await goal.close();
      await rm(root, { recursive: true });
    }
  });

  it('are counted by every value that is stored, with zero for the choices that nothing has', async () => {
    const { body } = await caller.get('/api/v1/chores/count?groupBy=status');
    const groups: Record<string, number> = { open: 0, done: 0, blocked: 0 };
    const { status } = chores.fields;
    for (const record of before) {
      const value = record['status'];
      if (value !== undefined) groups[status.toText(value)] = (groups[status.toText(value)] ?? 0) + 1;
    }
    expect(body).toEqual({ count: FORMER.length, complete: true, groups });
    expect(groups).toMatchObject({ twelve: 1, '-12.5': 1, done: 0 });
  });
});
