import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import type { Scheme } from './support/browser.ts';
import { fillWithTasks } from './support/fill.ts';
import { DEVICES, setStage, untilComplete } from './support/stage.ts';

const stage = setStage();
beforeEach(async () => {
  await fillWithTasks(stage.site, [
    { title: 'Twin A', dueDate: '2026-01-02' },
    { title: 'Twin B', dueDate: '2036-01-02' },
  ]);
});

const SCHEMES: readonly Scheme[] = ['light', 'dark'];
const style = async (locator: Locator, property: string) =>
  await locator.evaluate((element, name) => getComputedStyle(element).getPropertyValue(name), property);
const picture = async (locator: Locator) => (await locator.screenshot({ animations: 'disabled' })).toString('base64');
const toggleOf = (page: Page, title: string) => page.getByRole('checkbox', { name: `Done: ${title}` });
const rowOf = (page: Page, title: string) => page.locator('.row, .card').filter({ hasText: title });

describe.each(DEVICES)('with forced colours on a %s', (device) => {
  it.each(SCHEMES)('each state is visible without its own colour in %s', async (scheme) => {
    const { page } = await stage.open({ device, scheme });
    await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' });
    await page.goto(`${stage.site.url}/tasks`);
    await untilComplete(page, '2 tasks');
    await page.getByRole('textbox', { name: 'Add a task' }).waitFor();

    // Done or not: only a done task has a tick.
    expect(await style(toggleOf(page, 'Twin A').locator('.icon'), 'opacity')).toBe('0');
    const open = await picture(toggleOf(page, 'Twin A'));
    await toggleOf(page, 'Twin B').click();
    await page.getByRole('checkbox', { name: 'Done: Twin B', checked: true }).waitFor();
    expect(await style(toggleOf(page, 'Twin B').locator('.icon'), 'opacity')).toBe('1');
    expect(await picture(toggleOf(page, 'Twin B'))).not.toBe(open);

    // Overdue: a border, and a text for screen readers.
    expect(await style(rowOf(page, 'Twin A').locator('.is-overdue'), 'border-top-width')).toBe('2px');
    expect(await rowOf(page, 'Twin A').locator('.is-overdue').textContent()).toContain('(overdue)');

    // An active filter.
    const count = page.getByRole('button', { name: /^Open 1$/ });
    expect(await style(count, 'outline-style')).toBe('none');
    await count.click();
    expect(await style(count, 'outline-style')).toBe('solid');
    await count.click();
    await untilComplete(page, '2 tasks');

    // The open record and the current page.
    await page.getByRole('link', { name: 'Twin A' }).click();
    await page.getByRole('textbox', { name: 'Title (required)' }).fill('');
    if (device === 'desktop') {
      expect(await style(page.getByRole('link', { name: 'Twin A' }), 'outline-style')).toBe('solid');
      expect(await style(page.getByRole('link', { name: 'Tasks', exact: true }).first(), 'outline-style')).toBe('solid');
      expect(await style(page.getByRole('link', { name: 'Customers' }), 'outline-style')).toBe('none');
    }

    // An invalid field and the focus.
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Required.').waitFor();
    expect(await style(page.getByRole('textbox', { name: 'Title (required)' }), 'border-top-style')).toBe('dashed');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    expect(await style(page.locator(':focus'), 'outline-style')).not.toBe('none');
    await page.keyboard.press('Escape');

    // Selected or not.
    const before = await picture(rowOf(page, 'Twin A'));
    await page.getByRole('checkbox', { name: 'Select Twin A' }).check();
    await page.getByRole('button', { name: 'Edit 1 task' }).waitFor();
    expect(await picture(rowOf(page, 'Twin A'))).not.toBe(before);
    const marked = device === 'desktop' ? rowOf(page, 'Twin A').locator('td').first() : rowOf(page, 'Twin A');
    expect(await style(marked, 'border-inline-start-width')).toBe('4px');
  });
});
