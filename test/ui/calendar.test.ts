import { describe, expect, it } from '@jest/globals';
import type { Page, Request } from 'playwright-core';
import { accessibilityFindings } from './support/accessibility.ts';
import { fillWithTasks } from './support/fill.ts';
import { setStage } from './support/stage.ts';

const stage = setStage();
// A Friday in a month that starts on a Friday.
const DAY = '2030-03-15';
const MARCH = '/tasks?calendar-by=dueDate&calendar-on=2030-03';

async function openMonth(page: Page, count: string, path = MARCH): Promise<void> {
  await page.goto(stage.site.url + path);
  await page.locator('.month-state').getByText(count, { exact: true }).waitFor();
}

/** The titles of the records that a day shows. */
const titlesOn = async (page: Page, day: string) => await page.locator(`#day-${day} .record-link bdi`).allTextContents();
const focusedId = async (page: Page) => await page.evaluate(() => document.activeElement?.id);
const isPatch = (request: Request) => request.method() === 'PATCH';

/** Runs `act`, and waits until its change is saved. */
async function saving(page: Page, act: () => Promise<void>): Promise<void> {
  await Promise.all([page.waitForResponse((response) => response.request().method() !== 'GET'), act()]);
}

async function storedDay(id = ''): Promise<unknown> {
  const answer = await fetch(`${stage.site.url}/api/v1/tasks/${id}`);
  const record: { readonly dueDate?: unknown } = await answer.json();
  return record.dueDate;
}

async function untilOn(page: Page, day: string, title: string): Promise<void> {
  await page.locator(`#day-${day} .record-link`, { hasText: title }).waitFor();
}

describe('a calendar', () => {
  it('shows records on their days, moves one by mouse, and undoes the move', async () => {
    const { page } = await stage.open();
    const [plan] = await fillWithTasks(stage.site, [
      { title: 'Plan', dueDate: DAY },
      { title: 'Outside', dueDate: '2030-02-26' },
      { title: 'Far', dueDate: '2030-06-01' },
      { title: 'Undated' },
      ...Array.from({ length: 7 }, (_, n) => ({ title: `Busy ${n}`, dueDate: '2030-03-20' })),
    ]);
    await openMonth(page, '8 tasks in March 2030');
    expect(await titlesOn(page, DAY)).toEqual(['Plan']);
    expect(await titlesOn(page, '2030-02-26')).toEqual(['Outside']);
    expect(await titlesOn(page, '2030-03-20')).toHaveLength(3);
    await page.getByRole('link', { name: 'No date (1)' }).waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);

    await page.getByRole('button', { name: '4 more on Wednesday, 20 March 2030' }).click();
    await page.getByRole('dialog').getByRole('link', { name: 'Busy 6' }).waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();

    const patch = page.waitForRequest(isPatch);
    await page.locator(`#open-${plan?.id}`).dragTo(page.locator('#day-2030-03-13'));
    expect((await patch).headers()['if-match']).toBe('"1"');
    await page.getByText('“Plan” moved to Wednesday, 13 March 2030').waitFor();
    await untilOn(page, '2030-03-13', 'Plan');
    expect(page.url()).not.toContain(`${plan?.id}`);
    await saving(page, async () => await page.getByRole('button', { name: 'Undo' }).click());
    await untilOn(page, DAY, 'Plan');
    expect(await storedDay(plan?.id)).toBe(DAY);
  });

  it('moves the focus and a record with the keys', async () => {
    const { page } = await stage.open();
    const [plan] = await fillWithTasks(stage.site, [{ title: 'Plan', dueDate: DAY }]);
    const patches: Request[] = [];
    page.on('request', (request) => isPatch(request) && patches.push(request));
    await openMonth(page, '1 task in March 2030');
    await page.locator('#day-2030-03-01').focus();
    for (const key of ['ArrowDown', 'ArrowDown', 'Home', 'End', 'ArrowLeft', 'ArrowLeft']) await page.keyboard.press(key);
    expect(await focusedId(page)).toBe(`day-${DAY}`);
    await page.keyboard.press('Tab');
    expect(await focusedId(page)).toBe(`open-${plan?.id}`);

    await page.keyboard.down('Shift');
    for (const key of ['ArrowRight', 'ArrowDown', 'ArrowLeft', 'ArrowLeft']) {
      await page.keyboard.press(key);
      await page.waitForFunction((id) => document.activeElement?.id === id, `open-${plan?.id}`);
    }
    await untilOn(page, '2030-03-21', 'Plan');
    expect(patches).toHaveLength(0);
    await page.keyboard.press('Escape');
    await untilOn(page, DAY, 'Plan');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.up('Shift');
    await page.getByText('“Plan” moved to Friday, 22 March 2030').waitFor();
    expect(patches).toHaveLength(1);
    expect(await storedDay(plan?.id)).toBe('2030-03-22');

    await page.locator('#day-2030-03-22').focus();
    await page.keyboard.press('PageDown');
    await page.waitForFunction(() => document.activeElement?.id === 'day-2030-04-22');
    await page.getByRole('heading', { name: 'April 2030' }).waitFor();
    await page.keyboard.press('n');
    expect(await page.getByLabel('Due date').inputValue()).toBe('2030-04-22');
    await page.getByRole('textbox', { name: 'Title (required)' }).fill('From the keys');
    await page.keyboard.press('Control+Enter');
    await untilOn(page, '2030-04-22', 'From the keys');
    await page.getByRole('link', { name: 'Previous month, March 2030' }).click();
    await untilOn(page, '2030-03-22', 'Plan');
  });

  it('follows a record into another month, and keeps the filters', async () => {
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
    await page.waitForFunction(() => document.activeElement?.textContent === 'Plan');
    await page.getByRole('link', { name: 'Previous month, March 2030' }).click();
    await page.getByText('0 tasks in March 2030').waitFor();
  });

  it('moves a record back if someone else has moved it', async () => {
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

  it('starts a drag by touch after a short hold', async () => {
    const { page } = await stage.open();
    const [plan] = await fillWithTasks(stage.site, [{ title: 'Plan', dueDate: DAY }]);
    const touch = await page.context().newCDPSession(page);
    await touch.send('Emulation.setTouchEmulationEnabled', { enabled: true });
    await openMonth(page, '1 task in March 2030');
    const middleOf = async (selector: string) => {
      const box = await page.locator(selector).boundingBox();
      return box === null ? { x: 0, y: 0 } : { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    };
    const [from, to] = [await middleOf(`#open-${plan?.id}`), await middleOf('#day-2030-03-13')];
    await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [from] });
    await page.locator('[data-dragged]').waitFor();
    await touch.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: [{ x: from.x - 20, y: from.y }] });
    await touch.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: [to] });
    await page.locator('#day-2030-03-13[data-drop]').waitFor();
    await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    await page.getByText('“Plan” moved to Wednesday, 13 March 2030').waitFor();
    expect(await storedDay(plan?.id)).toBe('2030-03-13');
  });

  it('is a list of days on a phone, and moves a record by its date field', async () => {
    const { page } = await stage.open({ device: 'phone' });
    await page.setViewportSize({ width: 320, height: 640 });
    const [plan] = await fillWithTasks(stage.site, [{ title: 'Plan', dueDate: DAY }]);
    await openMonth(page, '1 task in March 2030');
    await page.getByRole('heading', { name: 'Fri 15 Mar' }).waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Move Plan' }).click();
    await page.getByLabel('Due date').last().fill('2030-03-18');
    await saving(page, async () => await page.getByRole('button', { name: 'Save', exact: true }).click());
    await page.getByRole('heading', { name: 'Mon 18 Mar' }).waitFor();
    expect(await storedDay(plan?.id)).toBe('2030-03-18');
    await page.getByRole('link', { name: 'New task on Mon 18 Mar' }).click();
    expect(await page.getByLabel('Due date').inputValue()).toBe('2030-03-18');
  });

  it('marks today in the time zone of the browser, also after midnight', async () => {
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
