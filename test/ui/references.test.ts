import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { customers } from '../../src/records/customers.ts';
import { tasks } from '../../src/records/tasks.ts';
import type { StoredRecord } from '../../src/store/record-store.ts';
import { accessibilityFindings } from './support/accessibility.ts';
import { fill } from './support/fill.ts';
import { DEVICES, setStage, untilShown } from './support/stage.ts';

const stage = setStage();
let ada: StoredRecord;
let acme: StoredRecord;
beforeEach(async () => {
  const [first, second] = await fill(stage.site, customers, [{ name: 'Ada Lovelace' }, { name: 'Acme' }]);
  if (first === undefined || second === undefined) throw new Error('there are no customers');
  [ada, acme] = [first, second];
});

const scope = { workspace: 'local', type: tasks };
const stored = async ({ id }: StoredRecord) => await stage.site.services.store.get(scope, id);
const addTask = async (title: string, customer?: StoredRecord) => {
  const values = { title, status: 'open', priority: 'normal', ...(customer === undefined ? {} : { customer: customer.id }) };
  return await stage.site.services.store.create(scope, values, { by: 'local' });
};
const picker = (page: Page) => page.getByRole('combobox', { name: 'Customer', exact: true });
const options = (page: Page) => page.getByRole('listbox', { name: 'customers' }).getByRole('option');
const save = async (page: Page) => await page.getByRole('button', { name: 'Save', exact: true }).click();

describe.each(DEVICES)('a customer of a task on a %s', (device) => {
  it('is found as you type, chosen with the keys, and shown by name in list and form', async () => {
    const task = await addTask('Call');
    const { page } = await stage.open({ device });
    await page.goto(`${stage.site.url}/tasks/${task.id}`);
    await picker(page).fill('lov');
    await page.getByRole('option', { name: 'Ada Lovelace' }).waitFor();
    expect(await options(page).allTextContents()).toEqual(['Ada Lovelace']);
    expect(await accessibilityFindings(page)).toEqual([]);
    await picker(page).press('Enter');
    expect(await picker(page).inputValue()).toBe('Ada Lovelace');
    await page.getByRole('link', { name: 'Open customer' }).waitFor();
    await save(page);
    await page.locator('dialog.panel').waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Ada Lovelace' }).waitFor();
    expect(await stored(task)).toMatchObject({ customer: ada.id });
    await page.getByRole('link', { name: 'Call' }).click();
    await picker(page).waitFor();
    expect(await picker(page).inputValue()).toBe('Ada Lovelace');
    await picker(page).fill('');
    await save(page);
    await page.locator('dialog.panel').waitFor({ state: 'detached' });
    expect((await stored(task))['customer']).toBeUndefined();
  });

  it('stays unchanged when only the list is closed, and is chosen with the pointer', async () => {
    const task = await addTask('Call', ada);
    const { page } = await stage.open({ device });
    await page.goto(`${stage.site.url}/tasks/${task.id}`);
    await picker(page).fill('acm');
    await page.getByRole('option', { name: 'Acme' }).waitFor();
    await picker(page).press('Escape');
    expect(await options(page).count()).toBe(0);
    expect(await picker(page).inputValue()).toBe('Ada Lovelace');
    await picker(page).fill('zzz');
    await page.getByText('No matching customers').waitFor();
    await picker(page).fill('acm');
    await page.getByRole('option', { name: 'Acme' }).click();
    expect(await picker(page).inputValue()).toBe('Acme');
    await save(page);
    await page.locator('dialog.panel').waitFor({ state: 'detached' });
    expect(await stored(task)).toMatchObject({ customer: acme.id });
  });

  it('is a link, and does not need a request for each row', async () => {
    await addTask('One', ada);
    await addTask('Two', acme);
    await addTask('Three');
    const { page } = await stage.open({ device });
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(`${stage.site.url}/tasks`);
    await untilShown(page, ['Three', 'Two', 'One']);
    await page.getByRole('textbox', { name: 'Add a task' }).waitFor();
    const link = page.getByRole('link', { name: 'Acme' });
    await link.waitFor();
    expect(asked.filter((url) => url.includes('/api/v1/customers'))).toEqual([]);
    await link.click();
    await page.getByRole('heading', { name: 'Tasks of this customer' }).waitFor();
    expect(new URL(page.url()).pathname).toBe(`/customers/${acme.id}`);
  });

  it('can be a filter, and the chip shows the name', async () => {
    await addTask('One', ada);
    await addTask('Two', acme);
    const { page } = await stage.open({ device });
    await page.goto(`${stage.site.url}/tasks`);
    await untilShown(page, ['Two', 'One']);
    await page.getByText('Filter', { exact: true }).click();
    await page.getByLabel('Field', { exact: true }).selectOption({ label: 'Customer' });
    await picker(page).fill('ada');
    await page.getByRole('option', { name: 'Ada Lovelace' }).click();
    await page.getByRole('button', { name: 'Apply' }).click();
    await untilShown(page, ['One']);
    expect(new URL(page.url()).search).toBe(`?customer=${ada.id}`);
    await page.locator('.chip').filter({ hasText: 'Customer is Ada Lovelace' }).waitFor();
  });
});

describe.each(DEVICES)('the tasks of a customer on a %s', (device) => {
  it('are listed in its panel, which can add another one', async () => {
    await addTask('First', ada);
    await addTask('Other', acme);
    const { page } = await stage.open({ device });
    await page.goto(`${stage.site.url}/customers/${ada.id}`);
    const section = page.getByRole('region', { name: 'Tasks of this customer' });
    await section.getByRole('link', { name: 'First' }).waitFor();
    expect(await section.getByRole('listitem').allTextContents()).toEqual(['First']);
    const line = section.getByRole('textbox', { name: 'Add a task' });
    await line.fill('Second');
    await line.press('Enter');
    await section.getByRole('link', { name: 'Second' }).waitFor();
    expect(await line.inputValue()).toBe('');
    // The form of the customer is still open.
    expect(await page.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('Ada Lovelace');
    expect(await accessibilityFindings(page)).toEqual([]);
    await section.getByRole('link', { name: 'Tasks of this customer' }).click();
    await untilShown(page, ['Second', 'First']);
  });
});

describe('a customer with tasks', () => {
  it('is deleted permanently only after the references are cleared', async () => {
    const task = await addTask('Call', ada);
    const customerScope = { workspace: 'local', type: customers };
    await stage.site.services.store.trash(customerScope, ada.id, { by: 'local' });
    const { page } = await stage.open({ expected: /409/ });
    await page.goto(`${stage.site.url}/tasks`);
    await page.getByText('Ada Lovelace (in the trash)').waitFor();
    await page.goto(`${stage.site.url}/customers/${ada.id}?trashed=true`);
    await page.getByRole('button', { name: 'Delete permanently' }).click();
    await page.getByRole('dialog', { name: 'Delete permanently?' }).getByRole('button', { name: 'Delete permanently' }).click();
    const dialog = page.getByRole('dialog', { name: 'Not deleted: in use by other records' });
    await dialog.getByRole('link', { name: 'Call' }).waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Clear references and delete' }).click();
    await page.getByText('“Ada Lovelace” deleted permanently').waitFor();
    expect((await stored(task))['customer']).toBeUndefined();
    await expect(stage.site.services.store.get(customerScope, ada.id, { trashed: true })).rejects.toThrow();
  });
});
