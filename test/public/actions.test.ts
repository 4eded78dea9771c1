import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CONTROLS } from '../../public/controls/index.ts';
import { ProblemError } from '../../public/requests/problem.ts';
import { readRecord } from '../../public/requests/read-record.ts';
import { createEditForm } from '../../public/state/edit-form.ts';
import { offeredActions, runAction } from '../../public/state/run-action.ts';
import type { RecordType } from '../../src/schema/record-type.ts';
import { bookings } from '../support/bookings.ts';
import { eventually } from '../support/eventually.ts';
import { type Service, startService } from '../support/service.ts';
import { openPage, type Page } from './support/page.ts';

let service: Service;
let page: Page;
beforeAll(async () => {
  service = await startService({ recordTypes: [bookings] });
  page = await openPage(service);
}, 30_000);
afterAll(async () => await service?.close());

const WEEK = { guest: 'Ada', from: '2026-03-01', to: '2026-03-08' };
const booking = async (values: object = {}) => await page.write.create(bookings, { ...WEEK, ...values }, crypto.randomUUID());
const run = async (options: Omit<Parameters<typeof runAction>[2], 'type' | 'title'>) =>
  await runAction(page, { undo: page.undo, tabs: { tell: () => undefined } }, { type: bookings, title: 'Add one bed', ...options });

describe('the actions of a record', () => {
  it('are those of the role that would change something', async () => {
    const person = { sub: 'ada', name: 'Ada', isLocal: false };
    const namesFor = async (role: 'viewer' | 'editor' | 'admin', values = {}) =>
      offeredActions(bookings, await booking(values), { ...person, role }).map(([name]) => name);
    expect(await namesFor('viewer')).toEqual([]);
    expect(await namesFor('editor')).toEqual(['pay', 'extend']);
    expect(await namesFor('admin', { status: 'paid', invoice: 'A-1' })).toEqual(['pay', 'extend', 'stamp', 'reopen']);
  });

  it('are offered even if one throws, so that the record can be shown', async () => {
    const { extend } = bookings.actions ?? {};
    const failing = { title: 'Fail', change: () => JSON.parse('{') };
    const type: RecordType = { ...bookings, actions: { ...(extend === undefined ? {} : { extend }), failing } };
    const person = { sub: 'ada', name: 'Ada', isLocal: false, role: 'editor' } as const;
    expect(offeredActions(type, await booking(), person).map(([name]) => name)).toEqual(['extend', 'failing']);
  });

  it('change the stored record, and can be undone', async () => {
    const seen = await booking();
    expect(await run({ seen, name: 'extend' })).toMatchObject({ beds: 2, version: 2 });
    expect(page.messages()).toEqual(['Add one bed: “Ada” updated']);
    page.undo.latest();
    await eventually(async () => {
      expect(await readRecord(page.send, bookings, seen.id)).toMatchObject({ beds: 1 });
    });
  });

  it('do not run on a version that the person has not seen', async () => {
    const seen = await booking();
    await page.write.patch(bookings, seen, { guest: 'Bo' });
    await expect(run({ seen, name: 'extend' })).rejects.toMatchObject({ status: 412 });
  });

  it('show the faults of an input at its fields', async () => {
    const { pay } = bookings.actions ?? {};
    const type: RecordType = { ...bookings, name: 'bookings/pay', fields: pay?.input ?? {} };
    const drafts = { read: () => undefined, keep: () => undefined, drop: () => undefined };
    const form = createEditForm({ type, codecs: CONTROLS, drafts, record: undefined, initial: {} });
    expect(form.toPatch()).toBeUndefined();
    expect(form.faults.value).toEqual({ invoice: 'Required.' });
    const refused = await run({ seen: await booking(), name: 'pay', input: { invoice: 'x'.repeat(21) } }).catch((error: unknown) => error);
    expect(refused instanceof ProblemError && form.refuse(refused)).toBeUndefined();
    expect(form.faults.value).toEqual({ invoice: expect.stringContaining('20') });
  });
});
