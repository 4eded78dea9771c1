import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CONTROLS } from '../../public/controls/index.ts';
import { matchChoices } from '../../public/csv/match-select.tsx';
import { formatFullDate } from '../../public/model/formats.ts';
import { importCsv } from '../../public/requests/csv-api.ts';
import { createEditForm } from '../../public/state/edit-form.ts';
import { EMPTY_REPORT, runImport } from '../../public/state/import-run.ts';
import { restoreVersion } from '../../public/state/restore-version.ts';
import { createSaving } from '../../public/state/saving.ts';
import { bookings } from '../support/bookings.ts';
import { eventually } from '../support/eventually.ts';
import { members } from '../support/members.ts';
import { type Service, startService } from '../support/service.ts';
import { openPage, type Page } from './support/page.ts';

let service: Service;
let page: Page;
beforeAll(async () => {
  service = await startService({ recordTypes: [members, bookings] });
}, 30_000);
afterAll(async () => await service?.close());
beforeEach(async () => {
  page = await openPage(service);
});

describe('a value that another record has', () => {
  it('is a fault at its field that names the record, until the field is changed', async () => {
    const { id } = await page.write.create(members, { name: 'Ada', email: 'ada@example.com' }, crypto.randomUUID());
    const form = createEditForm({ type: members, codecs: CONTROLS, drafts: page.drafts, record: undefined, initial: {} });
    const saving = createSaving({ api: page.write, form, show: () => undefined });
    form.enter('name', 'Bo');
    form.enter('email', 'ADA@example.com');
    expect(await saving.save()).toBeUndefined();
    expect(saving.state.value).toEqual({ is: 'idle' });
    expect(form.faults.value).toEqual({ email: 'Another member has this value.' });
    expect(form.holders.value).toEqual({ email: { id, isTrashed: false } });

    form.enter('email', 'bo@example.com');
    expect([form.faults.value, form.holders.value]).toEqual([{}, {}]);
    expect(await saving.save()).toMatchObject({ record: { email: 'bo@example.com' } });
  });
});

describe('an import', () => {
  it('offers the unique and indexed fields of the file, and updates by the chosen one', async () => {
    const column = (target: string | undefined) => ({ target, conversion: 'as-is', choices: {} });
    expect(matchChoices(members, [column('email'), column(undefined), column('name')])).toEqual(['name', 'email']);
    await page.write.create(members, { name: 'Cy', email: 'cy@example.com' }, crypto.randomUUID());
    const upload = {
      type: members,
      csv: 'name,email\nCyd,cy@example.com\nDee,dee@example.com\n',
      match: 'email',
      key: crypto.randomUUID(),
    };
    expect(await importCsv(page.send, { ...upload, isDryRun: true })).toMatchObject({ created: 1, updated: 1, failed: 0 });
    expect(await importCsv(page.send, { ...upload, isDryRun: false })).toMatchObject({ created: 1, updated: 1, failed: 0 });
  });
});

describe('an import of a record that is in the trash', () => {
  it('says that the record in the trash has the unique value, and what to do', async () => {
    const trashed = await page.write.create(members, { name: 'Ed', email: 'ed@example.com' }, crypto.randomUUID());
    await page.write.trash(members, trashed);
    const chunks = [{ csv: 'name,email\r\nEd,ed@example.com', start: 0, length: 1 }];
    const run = { type: members, chunks, isDryRun: true, id: crypto.randomUUID() };
    const signal = new AbortController().signal;
    const report = await runImport(run, { send: page.send, report: EMPTY_REPORT, signal, onProgress: () => undefined });
    const reason = 'Another member in the trash has this Email. Restore it or delete it permanently.';
    expect(report).toMatchObject({ created: 0, failed: 1, failedRows: [{ index: 0, reason }] });
  });
});

describe('a refused restore of a version', () => {
  it('names the field and its fault', async () => {
    const first = await page.write.create(members, { name: 'Flo', email: 'flo@example.com' }, crypto.randomUUID());
    const seen = await page.write.patch(members, first, { email: 'flo.new@example.com' });
    await page.write.create(members, { name: 'Gus', email: 'flo@example.com' }, crypto.randomUUID());
    const services = { undo: page.undo, toasts: page.toasts, tabs: { tell: () => undefined } };
    await eventually(async () => {
      expect(await restoreVersion(page, services, { type: members, seen, version: 1 })).toBeUndefined();
      expect(page.messages()).toContain('“Flo” was not restored. Another member has this Email.');
    });
  });
});

describe('a rule over several fields', () => {
  it('is a fault at its field, in the words of the rule', async () => {
    const form = createEditForm({ type: bookings, codecs: CONTROLS, drafts: page.drafts, record: undefined, initial: {} });
    const saving = createSaving({ api: page.write, form, show: () => undefined });
    form.enter('guest', 'Ada');
    form.enter('from', '2026-03-02');
    form.enter('to', '2026-03-01');
    expect(await saving.save()).toBeUndefined();
    expect(form.faults.value).toEqual({ to: `Must not be before ${formatFullDate('2026-03-02')}.` });
    form.enter('to', '2026-03-03');
    expect(await saving.save()).toMatchObject({ record: { to: '2026-03-03' } });
  });
});
