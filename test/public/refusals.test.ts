import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CONTROLS } from '../../public/controls/index.ts';
import { matchChoices } from '../../public/csv/match-select.tsx';
import { formatFullDate } from '../../public/model/formats.ts';
import { importCsv } from '../../public/requests/csv-api.ts';
import { createEditForm } from '../../public/state/edit-form.ts';
import { createSaving } from '../../public/state/saving.ts';
import { bookings } from '../support/bookings.ts';
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
