import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { describeFilter } from '../../public/controls/describe-filter.ts';
import type { StoredRecord } from '../../public/model/stored-record.ts';
import { createReferences, type References } from '../../public/state/references.ts';
import { createReferrers } from '../../public/state/referrers.ts';
import { customers } from '../../src/records/customers.ts';
import { recordTypes } from '../../src/records/index.ts';
import { tasks } from '../../src/records/tasks.ts';
import { type Service, startService } from '../support/service.ts';
import { openPage, type Page, until } from './support/page.ts';

let service: Service;
let page: Page;
let asked: string[];
let ada: StoredRecord;
let acme: StoredRecord;

beforeAll(async () => {
  service = await startService();
}, 30_000);
afterAll(async () => await service?.close());
beforeEach(async () => {
  page = await openPage(service);
  ada = await page.write.create(customers, { name: 'Ada Lovelace', company: 'Engines' }, crypto.randomUUID());
  acme = await page.write.create(customers, { name: 'Acme', company: 'Lovely things' }, crypto.randomUUID());
  asked = [];
  page.interfere(async ({ path }, send) => {
    asked.push(path);
    return await send();
  });
});

const addTask = async (title: string, customer?: StoredRecord) =>
  await page.write.create(tasks, { title, ...(customer === undefined ? {} : { customer: customer.id }) }, crypto.randomUUID());
const referencesOf = ({ pages, send, lists }: Page): References => createReferences({ api: pages, send, lists, types: recordTypes });
const search = async (references: References, text: string) =>
  (await references.search(customers, text, new AbortController().signal)).map(({ name }) => name);
const reload = async () => await page.lists.current.value?.reload();

describe('the titles of a list', () => {
  it('come with the list: one request for all of its rows', async () => {
    for (const customer of [ada, acme, ada]) await addTask('Call', customer);
    const references = referencesOf(page);
    asked.length = 0;
    await reload();
    expect(references.find(customers, ada.id)).toMatchObject({ name: 'Ada Lovelace' });
    expect(references.find(customers, acme.id)).toMatchObject({ name: 'Acme' });
    expect(asked).toEqual(['/api/v1/tasks?limit=50&expand=customer']);
  });

  it('stay known after a change, whose answer has none, and after its undo', async () => {
    await addTask('Call', ada);
    const references = referencesOf(page);
    await reload();
    const [task] = page.lists.current.value?.records.value ?? [];
    if (task === undefined) throw new Error('there is no task');
    await search(references, 'Acme');
    asked.length = 0;
    await page.mutations.edit(tasks, [task], () => ({ customer: acme.id }));
    expect(page.lists.current.value?.find(task.id)).toMatchObject({ customer: acme.id });
    expect(page.lists.current.value?.find(task.id)?.['expand']).toBeUndefined();
    expect(references.find(customers, acme.id)).toMatchObject({ name: 'Acme' });
    expect(references.find(customers, ada.id)).toMatchObject({ name: 'Ada Lovelace' });
    expect(asked.filter((path) => path.includes('/customers'))).toEqual([]);
  });

  it('are asked for once where the page has not seen the record', async () => {
    const references = referencesOf(page);
    asked.length = 0;
    expect(references.find(customers, ada.id)).toBeUndefined();
    expect(references.find(customers, ada.id)).toBeUndefined();
    await until(() => references.find(customers, ada.id) !== undefined);
    expect(references.find(customers, ada.id)).toMatchObject({ name: 'Ada Lovelace' });
    expect(asked.filter((path) => path.includes(ada.id))).toEqual([`/api/v1/customers/${ada.id}`]);
  });

  it('are null for a record that is gone', async () => {
    const references = referencesOf(page);
    const id = '0193a8f0-0000-7000-8000-000000000000';
    await until(() => references.find(customers, id) !== undefined);
    expect(references.find(customers, id)).toBeNull();
  });
});

describe('a search for a record to refer to', () => {
  it.each<[string, string, string[]]>([
    ['the beginning of a title, in any case', 'ada', ['Ada Lovelace']],
    ['a word of another field', 'engines', ['Ada Lovelace']],
    ['titles that begin with it before others', 'a', ['Acme', 'Ada Lovelace']],
    ['words in any field', 'love', ['Acme', 'Ada Lovelace']],
    ['nothing typed yet', '  ', ['Acme', 'Ada Lovelace']],
    ['what nobody has', 'zzz', []],
  ])('finds %s', async (_, text, names) => {
    expect(await search(referencesOf(page), text)).toEqual(names);
  });

  it('offers a few of many, with few requests', async () => {
    for (let n = 0; n < 12; n++) await page.write.create(customers, { name: `Bond ${n}` }, crypto.randomUUID());
    const references = referencesOf(page);
    asked.length = 0;
    expect(await search(references, 'bond')).toHaveLength(8);
    expect(asked.filter((path) => path.includes('/customers'))).toHaveLength(1);
  });
});

describe('a filter by a reference', () => {
  it('says the title', async () => {
    const titles = new Map([[ada.id, 'Ada Lovelace']]);
    const description = describeFilter(tasks, 'customer', ada.id, (type, id) => `${type} ${titles.get(id)}`);
    expect(description).toMatchObject({ words: 'Customer is', values: ['customers Ada Lovelace'] });
  });
});

describe('the records that refer to one', () => {
  const reference = { type: tasks, field: 'customer' };

  it('are listed, newest first, with one request', async () => {
    await addTask('First', ada);
    await addTask('Other', acme);
    await addTask('Second', ada);
    const referrers = createReferrers(page.pages, reference, ada.id);
    asked.length = 0;
    await referrers.load();
    expect(referrers.records.value?.map(({ title }) => title)).toEqual(['Second', 'First']);
    expect(referrers.hasMore.value).toBe(false);
    expect(asked).toHaveLength(1);
  });

  it('say that there are more than ten', async () => {
    for (let n = 0; n < 11; n++) await addTask(`${n}`, ada);
    const referrers = createReferrers(page.pages, reference, ada.id);
    await referrers.load();
    expect(referrers.records.value).toHaveLength(10);
    expect(referrers.hasMore.value).toBe(true);
  });

  it('say why they could not be loaded', async () => {
    const referrers = createReferrers(page.pages, reference, ada.id);
    page.interfere(async () => new Response('{"detail":"Not now."}', { status: 400 }));
    await referrers.load();
    expect(referrers.failure.value).toBe('Not now.');
    page.interfere();
    await referrers.load();
    expect(referrers.failure.value).toBeUndefined();
    expect(referrers.records.value).toEqual([]);
  });

  it('get a new one, which refers to the record, once however often it is tried', async () => {
    const referrers = createReferrers(page.pages, reference, ada.id);
    await referrers.load();
    const editing = { api: page.write, mutations: page.mutations };
    let posts = 0;
    page.interfere(async ({ method }, send) => {
      const answer = await send();
      // The first answer is lost after the service has written the record.
      return method === 'POST' && ++posts === 1 ? new Response('{"detail":"Lost."}', { status: 500 }) : answer;
    });
    expect(await referrers.add('Call', editing)).toBe('Lost.');
    expect(await referrers.add('Call', editing)).toBeUndefined();
    expect(referrers.records.value).toMatchObject([{ title: 'Call', customer: ada.id }]);
    await referrers.load();
    expect(referrers.records.value).toHaveLength(1);
    // The same title again is another task.
    expect(await referrers.add('Call', editing)).toBeUndefined();
    expect(referrers.records.value).toHaveLength(2);
  });
});

describe('a record of another type that is created', () => {
  it('does not enter the list', async () => {
    await reload();
    page.mutations.created(customers, ada, { isAnnounced: false });
    expect(page.titles()).toEqual([]);
    page.mutations.created(tasks, await addTask('Mine'), { isAnnounced: false });
    expect(page.titles()).toEqual(['Mine']);
  });
});

describe('a permanent deletion', () => {
  it('stops at a record that others refer to, and clears the references when asked', async () => {
    const task = await addTask('Call', ada);
    await page.mutations.destroy(customers, [ada, acme]);
    expect(page.mutations.blocked.value).toMatchObject({
      type: customers,
      records: [{ id: ada.id }],
      referrers: [{ type: 'tasks', id: task.id, title: 'Call' }],
      reason: undefined,
    });
    expect(page.messages()).toEqual(['“Acme” deleted permanently']);
    await page.mutations.destroy(customers, [ada], { detach: true });
    expect(page.mutations.blocked.value).toBeUndefined();
    expect((await page.read(task))['customer']).toBeUndefined();
    expect(page.messages()).toContain('“Ada Lovelace” deleted permanently');
  });

  it('can be left', async () => {
    await addTask('Call', ada);
    await page.mutations.destroy(customers, [ada]);
    page.mutations.dismissBlocked();
    expect(page.mutations.blocked.value).toBeUndefined();
    expect(await search(referencesOf(page), 'ada')).toEqual(['Ada Lovelace']);
  });
});
