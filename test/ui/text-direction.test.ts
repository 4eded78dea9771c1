import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { customers } from '../../src/records/customers.ts';
import { fill, fillWithTasks } from './support/fill.ts';
import { DEVICES, setStage, untilComplete } from './support/stage.ts';

const stage = setStage();
const ARABIC = 'اشتر الحليب (طازج) 3 لتر';
const HEBREW = 'לקנות חלב!';
const REVERSED = 'invoice \u202etxt.exe';

/** Returns the texts with right-to-left letters that are not alone in an element with its own direction. */
const unisolatedTexts = async (page: Page) =>
  await page.evaluate(() => {
    const found: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const text = node.textContent ?? '';
      const parent = node.parentElement;
      if (!/[\u0590-\u08ff]/.test(text) || parent === null || parent.closest('textarea, option') !== null) continue;
      const isIsolated = parent.closest('bdi, [dir="auto"]')?.textContent === text;
      if (!isIsolated) found.push(parent.outerHTML.slice(0, 200));
    }
    return found;
  });

describe.each(DEVICES)('texts in both directions on a %s', (device) => {
  it('keep their own direction in lists, forms, messages and dialogs', async () => {
    const { page } = await stage.open({ device, expected: /412/ });
    page.on('dialog', (dialog) => void dialog.accept());
    const [first] = await fillWithTasks(stage.site, [
      { title: ARABIC, notes: HEBREW, tags: [ARABIC, 'b'] },
      { title: HEBREW, tags: [HEBREW] },
    ]);
    await page.goto(`${stage.site.url}/tasks?tags=${encodeURIComponent(ARABIC)}&columns=status,notes,tags`);
    await untilComplete(page, '1 task');
    expect(await unisolatedTexts(page)).toEqual([]);
    await page.goto(`${stage.site.url}/tasks`);
    await untilComplete(page, '2 tasks');
    await page.getByRole('checkbox', { name: `Done: ${ARABIC}` }).click();
    await page.getByRole('button', { name: 'Undo' }).waitFor();
    expect(await unisolatedTexts(page)).toEqual([]);
    await page.getByRole('link', { name: ARABIC }).click();
    await page.getByRole('textbox', { name: 'Notes' }).fill(`${HEBREW} 2`);
    expect(await page.getByRole('textbox', { name: 'Title (required)' }).getAttribute('dir')).toBe('auto');
    expect(await unisolatedTexts(page)).toEqual([]);
    const headers = { 'Content-Type': 'application/json' };
    await fetch(`${stage.site.url}/api/v1/tasks/${first?.id}`, { method: 'PATCH', headers, body: JSON.stringify({ notes: ARABIC }) });
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('button', { name: 'Save merged version' }).waitFor();
    expect(await unisolatedTexts(page)).toEqual([]);
    await page.goto(`${stage.site.url}/tasks`);
    await page.getByRole('link', { name: HEBREW }).click();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByText('moved to the trash').waitFor();
    expect(await unisolatedTexts(page)).toEqual([]);
    await page.goto(`${stage.site.url}/tasks?trashed=true`);
    await page.getByRole('link', { name: HEBREW }).click();
    await page.getByRole('button', { name: 'Delete permanently' }).click();
    await page.getByText('This can’t be undone.').waitFor();
    expect(await unisolatedTexts(page)).toEqual([]);
  });

  it('show characters that would reorder the text around them as a visible sign', async () => {
    const { page } = await stage.open({ device });
    await fillWithTasks(stage.site, [{ title: REVERSED, tags: [REVERSED], notes: REVERSED }]);
    await page.goto(`${stage.site.url}/tasks?columns=notes,tags`);
    await page.getByRole('link', { name: 'invoice \ufffdtxt.exe' }).waitFor();
    expect(await page.locator('body').textContent()).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
    await page.getByRole('checkbox', { name: /^Done: / }).click();
    await page.getByText('“invoice \ufffdtxt.exe” is done').waitFor();
    await page.getByRole('link', { name: /^invoice/ }).click();
    await page.getByRole('heading', { name: 'invoice \ufffdtxt.exe' }).waitFor();
  });
});

it('a right-to-left title is cut at its end', async () => {
  const { page } = await stage.open();
  await fillWithTasks(stage.site, [{ title: ARABIC.repeat(8) }]);
  await page.goto(`${stage.site.url}/tasks`);
  const link = page.locator('.record-link');
  await link.waitFor();
  expect(await link.evaluate((element) => getComputedStyle(element).direction)).toBe('rtl');
  expect(await link.evaluate((element) => element.scrollWidth > element.clientWidth)).toBe(true);
});

it('a link leads only to the address that it shows', async () => {
  const { page } = await stage.open();
  await fill(stage.site, customers, [
    { name: 'Odd', email: '%0abcc@x.de', phone: '+49 (30) 12-34', website: 'https://example.com/a?b=c', stage: 'lead' },
  ]);
  await page.goto(`${stage.site.url}/customers?columns=email,phone,website`);
  await page.getByRole('link', { name: 'Odd' }).waitFor();
  const hrefs = await page.locator('.row td a').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
  expect(hrefs).toEqual(['mailto:%250abcc@x.de', 'tel:+49301234', 'https://example.com/a?b=c']);
});
