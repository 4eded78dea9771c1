import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { fillWithTasks } from './support/fill.ts';
import { setStage } from './support/stage.ts';

const stage = setStage();
// A Friday, in a month that starts on one.
const DAY = '2030-03-15';
const MARCH = '/tasks?calendar-by=dueDate&calendar-on=2030-03';

async function openMonth(page: Page, count: string, path = MARCH): Promise<void> {
  await page.goto(stage.site.url + path);
  await page.locator('.month-state').getByText(count, { exact: true }).waitFor();
}

async function untilOn(page: Page, day: string, title: string): Promise<void> {
  await page.locator(`#day-${day} .record-link`, { hasText: title }).waitFor();
}

describe('A calendar', () => {
  it('follows a record into another month, and keeps to the filters', async () => {
    const { page } = await stage.open();
    await fillWithTasks(stage.site, [
      { title: 'Plan', dueDate: '2030-03-31', priority: 'high' },
      { title: 'Other', dueDate: '2030-03-30' },
    ]);
    await openMonth(page, '1 task in March 2030', `${MARCH}&priority=high`);
    await page.getByRole('link', { name: 'Plan' }).focus();
    await page.keyboard.press('Shift+ArrowDown');
    await page.getByRole('heading', { name: 'April 2030' }).waitFor();
    await untilOn(page, '2030-04-07', 'Plan');
    await page.getByRole('link', { name: 'Previous month, March 2030' }).click();
    await page.getByText('0 tasks in March 2030').waitFor();
  });

  it('puts a record back that someone else has moved', async () => {
    const { page } = await stage.open({ expected: /412/ });
    const [plan] = await fillWithTasks(stage.site, [{ title: 'Plan', dueDate: DAY }]);
    await openMonth(page, '1 task in March 2030');
    const headers = { 'Content-Type': 'application/json' };
    await fetch(`${stage.site.url}/api/v1/tasks/${plan?.id}`, {
      method: 'PATCH',
      headers,
      body: JSON.stringify({ dueDate: '2030-03-05' }),
    });
    await page.locator(`#open-${plan?.id}`).dragTo(page.locator('#day-2030-03-13'));
    await page.getByText('“Plan” was not changed. Someone else has just changed it.').waitFor();
    await untilOn(page, '2030-03-05', 'Plan');
  });

  it('has the day of the reader’s time zone, also after midnight', async () => {
    const { page } = await stage.open({ locale: 'en-US' });
    const zone = await page.context().newCDPSession(page);
    // It is still yesterday in London.
    await zone.send('Emulation.setTimezoneOverride', { timezoneId: 'Pacific/Auckland' });
    await page.clock.install({ time: new Date('2030-03-14T10:59:30Z') });
    await page.goto(`${stage.site.url}/tasks?calendar-by=dueDate`);
    const today = page.locator('[aria-current="date"]');
    await today.waitFor();
    expect(await today.getAttribute('data-day')).toBe('2030-03-14');
    expect(await page.locator('.month th').first().textContent()).toContain('Sunday');
    await page.clock.runFor(60_000);
    await page.locator('#day-2030-03-15[aria-current="date"]').waitFor();
  });
});
