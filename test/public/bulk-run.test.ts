import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { signal } from '@preact/signals';
import { writeOf } from '../../client/src/write.ts';
import type { StoredRecord } from '../../public/model/stored-record.ts';
import { readMatches } from '../../public/requests/bulk-api.ts';
import { readChangeSets } from '../../public/requests/history-api.ts';
import { deedsOf } from '../../public/state/activity.ts';
import { type BulkJobs, createBulkJobs } from '../../public/state/bulk-jobs.ts';
import type { BulkChange } from '../../public/state/bulk-run.ts';
import { tasks } from '../../src/records/tasks.ts';
import { type Service, startService } from '../support/service.ts';
import { openPage, type Page, until } from './support/page.ts';

const TOTAL = 130;
const DONE: BulkChange = { how: 'edit', edits: { status: { how: 'set', value: 'done' } } };
const OPEN = new URLSearchParams({ status: 'open' });

let service: Service;
let page: Page;
let jobs: BulkJobs;
beforeAll(async () => {
  service = await startService();
}, 30_000);
afterAll(async () => await service?.close());
beforeEach(async () => {
  page = await openPage(service);
  jobs = createBulkJobs({ ...page, live: { hasHistory: signal(true) }, tabs: { tell: () => undefined } });
  await create(Array.from({ length: TOTAL }, (_, n) => ({ title: `Task ${n}`, tags: ['old', `own ${n}`] })));
});

async function create(records: readonly object[]): Promise<void> {
  for (let start = 0; start < records.length; start += 100) {
    const operations = records.slice(start, start + 100).map((record) => ({ method: 'create', record }));
    await page.send(writeOf({ method: 'POST', path: 'tasks/batch', body: { operations } }));
  }
}

const count = async (query: string): Promise<number> =>
  JSON.parse((await page.send({ path: 'tasks/count', query: new URLSearchParams(query) })).text).count;
const all = async (query: URLSearchParams): Promise<readonly StoredRecord[]> =>
  (await readMatches(page.send, { type: tasks, query, fields: ['tags'], signal: new AbortController().signal, onPage: () => undefined }))
    .records;
const start = async (change: BulkChange, target: URLSearchParams | readonly StoredRecord[] = OPEN) =>
  await jobs.start({ type: tasks, change, target });
const ended = () => {
  const state = jobs.current.value;
  if (state?.is !== 'ended') throw new Error(`The job shows no result: ${page.messages().join(' ')}`);
  return state.report;
};
const isBatch = ({ path }: { readonly path: string }) => path.endsWith('/batch');

describe('a change of all records that match', () => {
  it('reaches each once, although each leaves the list, and shows how far it is', async () => {
    const shown: string[] = [];
    const stop = jobs.current.subscribe((state) => {
      if (state?.is === 'running') shown.push(`${state.report.changed} of ${state.run.records.length}`);
    });
    const work = start(DONE);
    expect(jobs.isRunning.value).toBe(true);
    await work;
    stop();
    expect(shown).toEqual(['0 of 130', '100 of 130', '130 of 130']);
    expect([jobs.isRunning.value, jobs.current.value]).toEqual([false, undefined]);
    expect([await count('status=done'), await count('status=open')]).toEqual([TOTAL, 0]);
    expect(page.messages()).toEqual(['130 tasks updated']);
    // Version 3 would be a second change.
    expect((await all(new URLSearchParams())).every(({ version }) => version === 2)).toBe(true);
  });

  it('is one entry of the activity, and is undone as one', async () => {
    await start(DONE);
    const deed = async () => deedsOf((await readChangeSets(page.send)).items).find(({ actions }) => actions.includes('update'));
    await until(() => page.messages().includes('130 tasks updated'));
    let found = await deed();
    for (let tries = 0; found?.changes !== TOTAL && tries < 50; tries++) found = await deed();
    expect(found?.ids).toHaveLength(2);
    page.undo.latest();
    await until(() => page.messages().some((text) => text.startsWith('Changes to')));
    expect(page.messages()).toContain('Changes to 130 tasks undone.');
    expect(await count('status=open')).toBe(TOTAL);
  });

  it('adds and removes a tag, and keeps the other tags of each', async () => {
    await create([{ title: 'Has it', tags: ['new'] }]);
    await start({ how: 'edit', edits: { tags: { how: 'items', add: ['new'], remove: ['old'] } } });
    expect([await count('tags=new'), await count('tags=old')]).toEqual([TOTAL + 1, 0]);
    expect(await count('tags=own 7')).toBe(1);
    expect(page.messages()).toEqual(['130 tasks updated']);
    await start({ how: 'edit', edits: { tags: { how: 'items', add: ['new'], remove: ['old'] } } });
    expect(page.messages()).toContain('Nothing to change: 131 tasks already had these values.');
  });

  it('moves to the trash and restores', async () => {
    await start({ how: 'trash' });
    expect([await count(''), await count('trashed=true')]).toEqual([0, TOTAL]);
    await start({ how: 'restore' }, new URLSearchParams({ trashed: 'true' }));
    expect([await count(''), await count('trashed=true')]).toEqual([TOTAL, 0]);
  });

  it('leaves alone what someone else changed since it was read, and names it', async () => {
    let isFirst = true;
    page.interfere(async (request, send) => {
      if (isBatch(request) && isFirst) {
        isFirst = false;
        const [record] = await all(new URLSearchParams({ title: 'Task 5' }));
        if (record !== undefined) await page.write.patch(tasks, record, { notes: 'By another' });
      }
      return await send();
    });
    await start(DONE);
    expect(ended()).toMatchObject({ changed: TOTAL - 1, faults: [{ title: 'Task 5', reason: 'Someone else changed it first.' }] });
    expect(await count('status=open')).toBe(1);
  });

  it('says why the service refuses a record, and changes the others', async () => {
    await create([{ title: 'Full', tags: Array.from({ length: 20 }, (_, n) => `t${n}`) }]);
    await start({ how: 'edit', edits: { tags: { how: 'items', add: ['new'], remove: [] } } });
    expect(ended()).toMatchObject({ changed: TOTAL, faults: [{ title: 'Full', reason: expect.stringContaining('at most 20') }] });
  });
});

describe('a job', () => {
  it('goes on after lost answers and refusals for a while, and changes nothing twice', async () => {
    let batches = 0;
    page.interfere(async (request, send) => {
      if (!isBatch(request)) return await send();
      const turn = batches++;
      if (turn === 0) return Response.json({ title: 'Too many requests' }, { status: 429, headers: { 'Retry-After': '0' } });
      const answer = await send();
      if (turn === 1) throw new TypeError('connection lost');
      return answer;
    });
    await start(DONE);
    expect(page.messages()).toEqual(['130 tasks updated']);
    expect(batches).toBe(4);
    expect((await all(new URLSearchParams())).every(({ version }) => version === 2)).toBe(true);
  });

  it('stops after the batch that is being sent, and continues where it stopped', async () => {
    page.interfere(async (request, send) => {
      if (isBatch(request)) jobs.stop();
      return await send();
    });
    await start(DONE);
    expect(ended()).toMatchObject({ changed: 100, stopped: 'You stopped it.', isUncertain: false });
    expect(await count('status=done')).toBe(100);
    page.interfere();
    await jobs.resume();
    expect(jobs.current.value).toBeUndefined();
    expect(await count('status=done')).toBe(TOTAL);
  });

  it('changes nothing if it is stopped while it reads', async () => {
    page.interfere(async (_, send) => {
      jobs.stop();
      return await send();
    });
    await start(DONE);
    page.interfere();
    expect([jobs.current.value, page.messages()]).toEqual([undefined, ['Stopped. Nothing was changed.']]);
    expect(await count('status=open')).toBe(TOTAL);
  });

  it('stops where the service refuses a whole batch, and says why', async () => {
    let batches = 0;
    page.interfere(async (request, send) =>
      isBatch(request) && ++batches === 2 ? Response.json({ title: 'Forbidden', status: 403 }, { status: 403 }) : await send(),
    );
    await start(DONE);
    expect(ended()).toMatchObject({ changed: 100, answered: 100, stopped: 'Forbidden', isUncertain: false });
  });

  it('sends large values in smaller batches', async () => {
    const sizes: number[] = [];
    page.interfere(async (request, send) => {
      if (isBatch(request)) sizes.push(1);
      return await send();
    });
    await start({ how: 'edit', edits: { notes: { how: 'set', value: '本'.repeat(4_000) } } });
    expect(page.messages()).toEqual(['130 tasks updated']);
    // 83 records of 12 kB fit in 1 MB.
    expect(sizes).toHaveLength(2);
    expect(await count('q=本')).toBe(TOTAL);
  });
});
