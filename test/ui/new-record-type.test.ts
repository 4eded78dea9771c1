import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { copyWithTutorial } from '../runtime/support/tutorial.ts';
import { type ServerProcess, startServerProcess } from '../support/server-process.ts';
import { type Visit, visit } from './support/browser.ts';
import { startBrowser } from './support/chromium.ts';
import { addFilter, DEVICES, titlesOf, untilComplete, untilShown } from './support/stage.ts';

/** The project as it is after the tutorial, which touches nothing of the UI; built, and started anew for each test. */
let copy: Awaited<ReturnType<typeof copyWithTutorial>>;
let browser: Browser;
let server: ServerProcess;
let shown: Visit;
let round = 0;

beforeAll(async () => {
  [copy, browser] = await Promise.all([copyWithTutorial(), startBrowser()]);
  // Without the word of Jest that this is a test, which would build another page.
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

const create = async (invoice: object) => {
  const headers = { 'Content-Type': 'application/json' };
  const { status } = await fetch(`${server.url}/api/v1/invoices`, { method: 'POST', headers, body: JSON.stringify(invoice) });
  expect(status).toBe(201);
};
const createThree = async () => {
  await create({ customer: 'Small & Sons', amount: 80, status: 'paid', reminded: true, labels: ['parts'] });
  await create({ customer: 'Analytical Engines', amount: 1250.5, dueDate: '2026-01-31', labels: ['consulting'] });
  await create({ customer: 'Difference Co', amount: 9000, currency: 'GBP', status: 'sent', dueDate: '2031-03-01' });
};
describe.each(DEVICES)('a new record type on a %s', (device) => {
  beforeEach(async () => {
    // What is shown is English and can be typed back, whatever the browser speaks.
    shown = await visit(browser, { device, locale: device === 'phone' ? 'de-DE' : 'en-GB' });
  });

  it('is filled in by fields of every kind, from a line on, and kept', async () => {
    const { page } = shown;
    await page.goto(`${server.url}/invoices`);
    await page.getByRole('heading', { name: 'No invoices yet' }).waitFor();
    // It needs an amount too, and so the line goes on in the form.
    await page.getByRole('textbox', { name: 'Add an invoice' }).fill('Analytical Engines');
    await page.keyboard.press('Enter');
    expect(await page.getByRole('textbox', { name: 'Customer (required)' }).inputValue()).toBe('Analytical Engines');
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

  it('is filtered by fields of every kind', async () => {
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

  it('is ticked off, marked when overdue, edited, deleted and restored', async () => {
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
