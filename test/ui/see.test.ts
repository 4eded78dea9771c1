import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { TITLE } from '../../src/name.ts';
import { accessibilityFindings } from './support/accessibility.ts';
import { type Device, type Visit, visit } from './support/browser.ts';
import { startBrowser } from './support/chromium.ts';
import { fillWithTasks } from './support/fill.ts';
import { type Site, startSite } from './support/site.ts';
import { addFilter, untilComplete } from './support/stage.ts';

let site: Site;
let browser: Browser;
beforeAll(async () => {
  [site, browser] = await Promise.all([startSite(), startBrowser()]);
  await fillWithTasks(site, [
    { title: 'Write the report', status: 'open', dueDate: '2026-01-02', tags: ['office', 'urgent'] },
    { title: 'Call Ada', status: 'in-progress', priority: 'high' },
    { title: 'Archive the letters', status: 'done', dueDate: '2026-01-03' },
    { title: 'Buy paper', status: 'open', dueDate: '2030-05-01', tags: ['office'] },
  ]);
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});

describe.each<Device>(['desktop', 'phone'])('a first visit on a %s', (device) => {
  it('shows a welcome until the user closes it', async () => {
    const { page, faults, close } = await visit(browser, { device, isFirst: true });
    await page.goto(`${site.url}/tasks`);
    const welcome = page.getByRole('complementary', { name: 'Welcome' });
    if (device === 'phone') await welcome.getByRole('heading', { name: 'Welcome' }).click();
    await welcome.getByRole('heading', { name: 'Three things to try' }).waitFor();
    expect(await page.locator('.brand').textContent()).toBe(TITLE);
    expect(await accessibilityFindings(page)).toEqual([]);
    await welcome.getByRole('button', { name: 'Got it' }).press('Enter');
    await welcome.waitFor({ state: 'detached' });
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('list-title');
    await page.reload();
    await untilComplete(page, '4 tasks');
    expect(await welcome.count()).toBe(0);
    expect(faults).toEqual([]);
    await close();
  });
});

describe.each<Device>(['desktop', 'phone'])('seeing records on a %s', (device) => {
  let shown: Visit;
  beforeEach(async () => {
    shown = await visit(browser, { device });
  });
  afterEach(async () => {
    expect(shown.faults).toEqual([]);
    await shown.close();
  });
  const titles = async () => await shown.page.locator('.record-link').allTextContents();

  it('shows the newest first, the number of records and the end of the list', async () => {
    await shown.page.goto(site.url);
    await untilComplete(shown.page, '4 tasks');
    expect(await titles()).toEqual(['Buy paper', 'Archive the letters', 'Call Ada', 'Write the report']);
    expect(new URL(shown.page.url()).pathname).toBe('/tasks');
    await shown.page.locator('.total').getByText('4 tasks', { exact: true }).waitFor();
  });

  it('filters by a click on a count, shows the filter in the URL, and goes back', async () => {
    await shown.page.goto(`${site.url}/tasks`);
    await shown.page.getByRole('button', { name: /^Open 2$/ }).click();
    await untilComplete(shown.page, '2 tasks');
    expect(await titles()).toEqual(['Buy paper', 'Write the report']);
    expect(new URL(shown.page.url()).search).toBe('?status=open');
    await shown.page.reload();
    await untilComplete(shown.page, '2 tasks');
    await shown.page.getByRole('link', { name: 'Remove filter: Status is Open' }).click();
    await untilComplete(shown.page, '4 tasks');
    await shown.page.goBack();
    await untilComplete(shown.page, '2 tasks');
  });

  it('filters by fields of each kind', async () => {
    await shown.page.goto(`${site.url}/tasks`);
    await shown.page.getByText('Filter', { exact: true }).click();
    await addFilter(shown.page, { field: 'Due date', condition: 'on or before', value: '2026-06-30' });
    await untilComplete(shown.page, '2 tasks');
    await shown.page
      .locator('.chip')
      .filter({ hasText: /^Due on or before / })
      .waitFor();
    await shown.page.getByText('Filter', { exact: true }).click();
    await addFilter(shown.page, { field: 'Tags', condition: 'include', value: 'urgent' });
    await untilComplete(shown.page, '1 task');
    expect(await titles()).toEqual(['Write the report']);
    expect(new URL(shown.page.url()).searchParams.get('dueDate[lte]')).toBe('2026-06-30');
  });

  it('changes a filter in its chip, also with the keyboard, and remembers it', async () => {
    const { page } = shown;
    await page.goto(`${site.url}/tasks?status=open`);
    await untilComplete(page, '2 tasks');
    const chip = page.locator('.chip summary');
    await chip.focus();
    await page.keyboard.press('Enter');
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.getByLabel('Condition').selectOption({ label: 'is not' });
    await page.getByLabel('Condition').press('Tab');
    await page.getByRole('button', { name: 'Apply' }).press('Enter');
    await untilComplete(page, '2 tasks');
    expect(await titles()).toEqual(['Archive the letters', 'Call Ada']);
    expect(await chip.textContent()).toBe('Status is not Open');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Status is not Open');
    expect(new URL(page.url()).search).toBe('?status[ne]=open');
    await page.getByRole('link', { name: 'Customers', exact: true }).first().click();
    await page.getByRole('heading', { name: 'No customers yet' }).waitFor();
    await page.getByRole('link', { name: 'Tasks', exact: true }).first().click();
    await untilComplete(page, '2 tasks');
    expect(await chip.textContent()).toBe('Status is not Open');
  });

  it('filters by relative days, and shows their names', async () => {
    const { page } = shown;
    await page.goto(`${site.url}/tasks`);
    await page.getByText('Filter', { exact: true }).click();
    await addFilter(page, { field: 'Due date', condition: 'overdue (before today)' });
    await untilComplete(page, '1 task');
    expect(await titles()).toEqual(['Write the report']);
    expect(await page.locator('.chip summary').allTextContents()).toEqual(['Due before today', 'Status is not Done']);
    expect(new URL(page.url()).searchParams.get('dueDate[lt]')).toBe('today');
    expect(await page.locator('.sort-order').textContent()).toContain('Newest first');
  });

  it('searches as the user types', async () => {
    await shown.page.goto(`${site.url}/tasks`);
    await shown.page.getByRole('searchbox').pressSequentially('ada');
    await untilComplete(shown.page, '1 task');
    expect(await titles()).toEqual(['Call Ada']);
    expect(new URL(shown.page.url()).search).toBe('?q=ada');
  });

  it('sorts, and keeps the focus', async () => {
    await shown.page.goto(`${site.url}/tasks`);
    if (device === 'desktop') {
      await shown.page.getByRole('button', { name: 'Title' }).click();
      await shown.page.waitForFunction(() => document.querySelector('.record-link')?.textContent === 'Archive the letters');
      expect(await shown.page.locator('th[aria-sort="ascending"]').textContent()).toContain('Title');
      expect(await shown.page.evaluate(() => document.activeElement?.textContent)).toContain('Title');
    } else {
      await shown.page.getByText('View', { exact: true }).click();
      await shown.page.getByLabel('Sort by').selectOption('title');
      await shown.page.waitForFunction(() => document.querySelector('.record-link')?.textContent === 'Archive the letters');
    }
    expect(await titles()).toEqual(['Archive the letters', 'Buy paper', 'Call Ada', 'Write the report']);
  });

  it('shows the chosen columns', async () => {
    await shown.page.goto(`${site.url}/tasks`);
    await shown.page.getByText('View', { exact: true }).click();
    await shown.page.getByRole('checkbox', { name: 'Tags' }).uncheck();
    await shown.page.getByRole('checkbox', { name: 'Created' }).check();
    const { searchParams } = new URL(shown.page.url());
    expect(searchParams.get('columns')).toBe('status,priority,dueDate,assignee,customer,createdAt');
    expect(await shown.page.locator('.record-link').count()).toBe(4);
    expect(await shown.page.locator('.tags').count()).toBe(0);
  });

  it('marks overdue tasks, but not done ones', async () => {
    await shown.page.goto(`${site.url}/tasks`);
    await untilComplete(shown.page);
    expect(await shown.page.locator('.is-overdue').allTextContents()).toEqual([expect.stringContaining('(overdue)')]);
  });

  it('distinguishes an empty list from one without matches', async () => {
    await shown.page.goto(`${site.url}/customers`);
    await shown.page.getByRole('heading', { name: 'No customers yet' }).waitFor();
    await shown.page.goto(`${site.url}/tasks?q=nowhere`);
    await shown.page.getByRole('heading', { name: 'No matching tasks' }).waitFor();
    await shown.page.getByRole('link', { name: 'Clear filters and search' }).click();
    await untilComplete(shown.page, '4 tasks');
  });

  it('moves the focus if the focused element disappears', async () => {
    await shown.page.goto(`${site.url}/tasks?status=open`);
    await shown.page.getByRole('link', { name: 'Remove filter: Status is Open' }).press('Enter');
    await untilComplete(shown.page, '4 tasks');
    expect(await shown.page.evaluate(() => document.activeElement?.textContent)).toBe('Filter');
  });

  it('refuses an invalid filter value, and shows the error beside its field', async () => {
    await shown.page.goto(`${site.url}/customers`);
    await shown.page.getByText('Filter', { exact: true }).click();
    await addFilter(shown.page, { field: 'E-mail', condition: 'is', value: 'ada' });
    await shown.page.getByText('Must be an e-mail address').waitFor();
    expect(new URL(shown.page.url()).search).toBe('');
  });

  it('shows “Page not found” for an unknown URL', async () => {
    await shown.page.goto(`${site.url}/nothing`);
    await shown.page.getByRole('heading', { name: 'Page not found' }).waitFor();
  });
});
