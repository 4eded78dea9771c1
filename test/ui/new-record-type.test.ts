import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { copyWithTutorial } from '../runtime/support/tutorial.ts';
import { type ServerProcess, startServerProcess } from '../support/server-process.ts';
import { type Visit, visit } from './support/browser.ts';
import { startBrowser } from './support/chromium.ts';
import { addFilter, DEVICES, titlesOf, untilComplete, untilShown } from './support/stage.ts';

/** A copy of the project with the invoices of the tutorial and with orders. It is built once and started for each test. */
let copy: Awaited<ReturnType<typeof copyWithTutorial>>;
let browser: Browser;
let server: ServerProcess;
let shown: Visit;
let round = 0;

beforeAll(async () => {
  [copy, browser] = await Promise.all([copyWithTutorial(), startBrowser()]);
  await addOrders(copy.folder);
  // Removes the NODE_ENV of Jest, because Vite would not build for production with it.
  const env = { ...process.env, NODE_ENV: undefined };
  await promisify(execFile)('npm', ['run', '-s', 'build'], { cwd: copy.folder, env });
}, 120_000);
beforeEach(async () => {
  const env = { DATABASE: 'embedded', DATA_DIR: join(copy.folder, `.data-${round++}`) };
  server = await startServerProcess({ entry: join(copy.folder, 'dist/server/server.mjs'), env });
}, 30_000);
afterEach(async () => {
  await shown?.close();
  await server?.end('SIGTERM');
  expect(shown?.faults).toEqual([]);
}, 30_000);
afterAll(async () => {
  await browser?.close();
  await copy?.remove();
}, 30_000);

/** Adds the record type of the tests for computed fields, which also has a rule and an action. */
async function addOrders(folder: string): Promise<void> {
  const source = await readFile('test/support/orders.ts', 'utf8');
  await writeFile(join(folder, 'src/records/orders.ts'), source.replaceAll("'../../src/", "'../"));
  const index = join(folder, 'src/records/index.ts');
  const list = await readFile(index, 'utf8');
  const added = list.replace('[tasks,', '[tasks, orders,');
  if (added === list) throw new Error('the list of record types does not start with tasks');
  await writeFile(index, `import { orders } from './orders.ts';\n${added}`);
}

const send = async (method: string, path: string, body: object) =>
  await fetch(`${server.url}/api/v1/${path}`, { method, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
const create = async (type: string, record: object): Promise<{ id: string }> => {
  const answer = await send('POST', type, record);
  expect(answer.status).toBe(201);
  return await answer.json();
};
const createThree = async () => {
  await create('invoices', { customer: 'Small & Sons', amount: 80, status: 'paid', reminded: true, labels: ['parts'] });
  await create('invoices', { customer: 'Analytical Engines', amount: 1250.5, dueDate: '2026-01-31', labels: ['consulting'] });
  await create('invoices', { customer: 'Difference Co', amount: 9000, currency: 'GBP', status: 'sent', dueDate: '2031-03-01' });
};
describe.each(DEVICES)('a new record type on a %s', (device) => {
  beforeEach(async () => {
    // The UI shows and accepts English formats in every browser language.
    shown = await visit(browser, { device, locale: device === 'phone' ? 'de-DE' : 'en-GB' });
  });

  it('has a form with fields of every kind, which starts from the quick add line and saves all values', async () => {
    const { page } = shown;
    await page.goto(`${server.url}/invoices`);
    await page.getByRole('heading', { name: 'No invoices yet' }).waitFor();
    // An invoice also requires an amount, so the line opens the form.
    await page.getByRole('textbox', { name: 'Add an invoice' }).fill('Analytical Engines');
    await page.keyboard.press('Enter');
    expect(await page.getByRole('textbox', { name: 'Customer (required)' }).inputValue()).toBe('Analytical Engines');
    const notice = page.getByText('Restored your unsaved draft.');
    expect(await notice.count()).toBe(0);
    await page.reload();
    await notice.waitFor();
    await page.getByRole('textbox', { name: 'Amount (required)' }).fill('12,5');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText(/Must be a number/).waitFor();
    await page.getByRole('textbox', { name: 'Amount (required)' }).fill('1,250.5');
    await page.getByRole('combobox', { name: 'Currency' }).selectOption('GBP');
    await page.getByLabel('Due date').fill('2031-04-30');
    await page.getByRole('checkbox', { name: 'Reminded' }).check();
    await page.getByRole('textbox', { name: 'Labels' }).fill('consulting,');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await untilShown(page, ['Analytical Engines']);
    const { items } = await (await fetch(`${server.url}/api/v1/invoices`)).json();
    expect(items).toMatchObject([
      { customer: 'Analytical Engines', amount: 1250.5, currency: 'GBP', dueDate: '2031-04-30', reminded: true, labels: ['consulting'] },
    ]);
  });

  it('can be filtered by fields of every kind', async () => {
    const { page } = shown;
    await createThree();
    await page.goto(`${server.url}/invoices`);
    await untilComplete(page, '3 invoices');
    await page.getByText('Filter', { exact: true }).click();
    await addFilter(page, { field: 'Amount', condition: 'at least', value: 'many' });
    await page.getByText(/Must be a number/).waitFor();
    await addFilter(page, { field: 'Amount', condition: 'at least', value: '1,000' });
    await untilShown(page, ['Difference Co', 'Analytical Engines']);
    await page.getByText('Filter', { exact: true }).click();
    await addFilter(page, { field: 'Customer', condition: 'begins with', value: 'ana' });
    await untilShown(page, ['Analytical Engines']);
    await page.getByText('Filter', { exact: true }).click();
    await page.getByLabel('Field', { exact: true }).selectOption({ label: 'Reminded' });
    await page.getByRole('group', { name: 'Reminded' }).getByRole('checkbox', { name: 'Yes' }).check();
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.getByRole('heading', { name: 'No matching invoices' }).waitFor();
    for (const chip of ['Amount at least 1,000', 'Customer begins with “ana”', 'Reminded is yes']) await page.getByText(chip).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'Clear filters and search' }).click();
    await untilShown(page, ['Difference Co', 'Analytical Engines', 'Small & Sons']);
    await page.getByText('1,250.5').waitFor();
    await page.getByRole('button', { name: /^Sent 1$/ }).click();
    await untilShown(page, ['Difference Co']);
  });

  it('has records that can be completed, edited, deleted and restored, and marks overdue ones', async () => {
    const { page } = shown;
    await createThree();
    await page.goto(`${server.url}/invoices?sort=dueDate`);
    await untilShown(page, ['Analytical Engines', 'Difference Co', 'Small & Sons']);
    expect(await page.locator('.is-overdue').count()).toBe(1);
    await page.getByRole('checkbox', { name: 'Paid: Analytical Engines' }).click();
    await page.getByText('“Analytical Engines” is paid').waitFor();
    expect(await page.locator('.is-overdue').count()).toBe(0);
    await page.getByRole('link', { name: 'Difference Co' }).click();
    await page.getByRole('textbox', { name: 'Amount (required)' }).fill('9001');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('“Difference Co” saved').waitFor();
    await page.getByRole('link', { name: 'Difference Co' }).click();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await untilShown(page, ['Analytical Engines', 'Small & Sons']);
    await page.getByText('“Difference Co” moved to the trash').waitFor();
    await page.locator('body').press('Control+z');
    await untilShown(page, ['Analytical Engines', 'Difference Co', 'Small & Sons']);
    expect(await titlesOf(page)).toHaveLength(3);
  });
});

describe('a record type with its own logic', () => {
  it('shows computed fields, shows a broken rule beside its field, and runs an action', async () => {
    shown = await visit(browser, { expected: /status of 422/ });
    const { page } = shown;
    const total = page.getByRole('group', { name: 'Total' });
    const save = page.getByRole('button', { name: 'Save', exact: true });
    const open = async (item: string) => await page.getByRole('link', { name: item, exact: true }).click();
    await create('orders', { item: 'Cup', color: 'white', quantity: 1, price: 3.5 });
    await create('orders', { item: 'Jug', quantity: 1, price: 9 });
    await page.goto(`${server.url}/orders?sort=-total`);
    await untilShown(page, ['Jug', 'Cup']);
    await open('Cup');
    await total.getByText('3.5', { exact: true }).waitFor();
    expect(await total.getByRole('textbox').count()).toBe(0);
    const quantity = page.getByRole('textbox', { name: 'Quantity' });
    await quantity.fill('4');
    await save.click();
    await page.getByText('Must be 1.').waitFor();
    expect(await quantity.getAttribute('aria-invalid')).toBe('true');
    await page.getByRole('textbox', { name: 'Color' }).fill('red');
    await save.click();
    await page.getByRole('row', { name: /Cup.* 14$/ }).waitFor();
    await page.reload();
    await untilShown(page, ['Cup', 'Jug']);
    await open('Cup');
    await total.getByText('14', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Double' }).click();
    await total.getByText('28', { exact: true }).waitFor();
    await page.goto(`${server.url}/orders`);
    await page.getByText('Filter', { exact: true }).click();
    await addFilter(page, { field: 'Total', condition: 'at least', value: '28' });
    await untilShown(page, ['Cup']);
    await page.getByRole('row', { name: /Cup.* 28$/ }).waitFor();
  });

  it('keeps the input of an action after a conflict, and runs it on the current version', async () => {
    shown = await visit(browser, { expected: /status of 412/ });
    const { page } = shown;
    const { id } = await create('orders', { item: 'Cup', quantity: 1 });
    await page.goto(`${server.url}/orders`);
    await page.getByRole('link', { name: 'Cup', exact: true }).click();
    const add = page.getByRole('button', { name: 'Add', exact: true });
    const quantity = page.getByRole('textbox', { name: 'Quantity' });
    const runInto = async (conflict: object) => {
      await page.getByRole('button', { name: 'Add…' }).click();
      await page.getByRole('textbox', { name: 'Pieces (required)' }).fill('3');
      await send('PATCH', `orders/${id}`, conflict);
      await add.click();
      await page.getByText('Someone else has just changed this record.').waitFor();
    };
    await runInto({ quantity: 10 });
    await add.click();
    await quantity.waitFor();
    expect(await quantity.inputValue()).toBe('13');
    await runInto({ quantity: 20 });
    await page.getByRole('button', { name: 'Cancel' }).click();
    await quantity.waitFor();
    expect(await quantity.inputValue()).toBe('20');
  });
});
