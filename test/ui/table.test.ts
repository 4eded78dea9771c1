import { expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { customers } from '../../src/records/customers.ts';
import { eventually } from '../support/eventually.ts';
import { fill, fillWithTasks } from './support/fill.ts';
import { setStage, untilComplete } from './support/stage.ts';

const stage = setStage();
const LONG_TAG = 'a-tag-that-is-as-long-as-tags-can-ever-b';

/** Returns the texts in the table that are cut off, with or without an ellipsis. */
const cutTexts = async (page: Page, cells: string) =>
  await page.locator(cells).evaluateAll((all) => all.filter((cell) => cell.scrollWidth > cell.clientWidth).map((cell) => cell.textContent));
const headings = async (page: Page) => await page.locator('thead th:not(.cell-mark)').allTextContents();
const isWithin = async (page: Page) => await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);

it('a table stays where it is when a record is opened beside it', async () => {
  const { page } = await stage.open();
  await fillWithTasks(stage.site, [{ title: 'One' }]);
  await page.goto(`${stage.site.url}/tasks`);
  await untilComplete(page, '1 task');
  const top = async () => (await page.locator('.table').boundingBox())?.y;
  const before = await top();
  await page.getByRole('link', { name: 'One', exact: true }).click();
  await page.getByRole('textbox', { name: 'Notes' }).waitFor();
  expect(await top()).toBe(before);
});

it('a table gives columns the width of their values, hides the least important beside a panel, and prints all', async () => {
  const { page } = await stage.open({ locale: 'en-US' });
  await page.setViewportSize({ width: 1440, height: 800 });
  await fill(stage.site, customers, [
    { name: 'Ada', email: 'ada.lovelace@example.com', phone: '+44 20 7946 0958', company: 'Analytical Engines', tags: ['vip'] },
    { name: 'Grace', email: 'grace@example.com', phone: '+1 (212) 555-0143', tags: ['newsletter', 'history', 'cobol', 'navy', 'a', 'b'] },
    { name: 'Linus', email: 'linus@example.com', tags: [LONG_TAG, 'b'] },
  ]);
  await page.goto(`${stage.site.url}/customers`);
  await untilComplete(page, '3 customers');
  expect(await headings(page)).toEqual(['Name↕', 'E-mail', 'Phone', 'Company↕', 'Stage', 'Tags']);
  expect(await cutTexts(page, '.row td')).toEqual([]);
  expect(await cutTexts(page, '.tag')).toEqual([LONG_TAG]);
  // Tags that do not fit are counted, and the count shows them.
  const rest = page.getByRole('row', { name: /Grace/ }).locator('.tag.is-rest');
  expect(await rest.textContent()).toMatch(/^\+[2-5]: .*b$/);
  expect(await rest.getAttribute('title')).toMatch(/a, b$/);

  await page.getByRole('link', { name: 'Ada', exact: true }).click();
  await page.getByRole('textbox', { name: 'Phone' }).waitFor();
  await page.waitForFunction(() => document.querySelectorAll('thead th').length === 5);
  expect(await headings(page)).toEqual(['Name↕', 'E-mail', 'Phone', 'Stage']);
  expect(await cutTexts(page, '.row td')).toEqual([]);

  await page.emulateMedia({ media: 'print' });
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  await page.waitForFunction(() => document.querySelectorAll('thead th').length === 7);
  await page.getByText('navy').waitFor();
  for (const hidden of ['.sidebar', '.panel', '.list-actions', '.search', '.quick-add-slot', '.cell-mark']) {
    expect([hidden, await page.locator(hidden).first().isVisible()]).toEqual([hidden, false]);
  }
  expect(await cutTexts(page, '.row td, .tag')).toEqual([]);
  await page.emulateMedia({ media: 'screen' });
  await page.evaluate(() => dispatchEvent(new Event('afterprint')));
  await page.waitForFunction(() => document.querySelectorAll('thead th').length === 5);
});

it('a table shows the year of dates in other years, uses the whole width of a wide screen, and marks search hits', async () => {
  const { page } = await stage.open({ locale: 'de-DE' });
  await page.setViewportSize({ width: 1280, height: 800 });
  await fillWithTasks(stage.site, [
    { title: 'Résumé for the board', dueDate: '2031-09-28', tags: ['resumes', 'b'] },
    { title: 'Order chairs', notes: 'a resume', dueDate: '2001-10-21' },
  ]);
  await page.goto(`${stage.site.url}/tasks?q=resume&columns=status,dueDate,notes,tags`);
  await untilComplete(page, '2 tasks');
  await page.locator('mark').nth(1).waitFor();
  expect(await page.locator('mark').allTextContents()).toEqual(['resume', 'Résumé']);
  expect(await page.locator('.row time').allTextContents()).toEqual([expect.stringMatching(/^21 Oct 2001/), '28 Sept 2031']);
  expect(await cutTexts(page, '.row td')).toEqual([]);
  await page.setViewportSize({ width: 2560, height: 800 });
  const { width = 0 } = (await page.locator('.table').boundingBox()) ?? {};
  expect(width).toBeGreaterThan(1_700);
  expect(await isWithin(page)).toBe(true);
});

it.each([390, 320])('a long tag stays inside the form on a phone with %d px', async (width) => {
  const { page } = await stage.open({ device: 'phone' });
  await page.setViewportSize({ width, height: 800 });
  await fillWithTasks(stage.site, [{ title: 'Tagged', tags: [LONG_TAG.toUpperCase(), 'b'] }]);
  await page.goto(`${stage.site.url}/tasks`);
  await page.getByRole('link', { name: 'Tagged' }).click();
  await page.getByRole('button', { name: `Remove ${LONG_TAG.toUpperCase()}` }).waitFor();
  expect(await isWithin(page)).toBe(true);
  const body = page.locator('.panel-body');
  expect(await body.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
  // The panel slides in.
  await eventually(async () => {
    const right = await page.locator('.list-control').evaluate((element) => element.getBoundingClientRect().right);
    expect(Math.round(width - right)).toBe(16);
  });
});
