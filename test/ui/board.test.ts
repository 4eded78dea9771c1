import { beforeEach, expect, it } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { eventually } from '../support/eventually.ts';
import { accessibilityFindings } from './support/accessibility.ts';
import { fillWithTasks } from './support/fill.ts';
import { setStage } from './support/stage.ts';

const stage = setStage();
const FIELDS = { dueDate: '2030-01-01', tags: ['one'] };
beforeEach(async () => {
  await fillWithTasks(stage.site, [
    { title: 'Alpha', ...FIELDS },
    { title: 'Beta', ...FIELDS },
    { title: 'Gamma', status: 'done', ...FIELDS },
  ]);
});

const column = (page: Page, name: string) => page.getByRole('region', { name });
const card = (page: Page, title: string) => page.getByRole('link', { name: title, exact: true });
const shown = async (page: Page) =>
  await page
    .locator('.board-column')
    .evaluateAll((all) => all.map((one) => [...one.querySelectorAll('h2, .record-link')].map((text) => text.textContent?.trim())));
const untilBoard = async (page: Page, expected: readonly (readonly string[])[]) =>
  await eventually(async () => expect(await shown(page)).toEqual(expected));
const statusOf = async (title: string) => {
  const { items } = await (await fetch(`${stage.site.url}/api/v1/tasks?title=${title}`)).json();
  return items[0].status;
};
const middleOf = async (target: Locator) => {
  const box = await target.boundingBox();
  return [(box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + Math.min(box?.height ?? 0, 200) / 2] as const;
};

it('a board moves cards by mouse and by keys, undoes a move, keeps the filters and has no axe findings', async () => {
  const { page } = await stage.open();
  await page.goto(`${stage.site.url}/tasks?priority=normal`);
  await page.getByRole('link', { name: 'Board', exact: true }).last().click();
  await untilBoard(page, [['Open 2', 'Beta', 'Alpha'], ['In progress 0'], ['Done 1', 'Gamma']]);
  expect(new URL(page.url()).search).toBe('?priority=normal&board-by=status');

  await page.mouse.move(...(await middleOf(card(page, 'Alpha'))));
  await page.mouse.down();
  await page.mouse.move(...(await middleOf(column(page, 'In progress'))), { steps: 5 });
  await page.locator('.board-copy').waitFor();
  await page.mouse.up();
  await page.getByText('“Alpha” moved to In progress').waitFor();
  await untilBoard(page, [
    ['Open 1', 'Beta'],
    ['In progress 1', 'Alpha'],
    ['Done 1', 'Gamma'],
  ]);
  expect(await statusOf('Alpha')).toBe('in-progress');
  expect(await page.getByRole('textbox', { name: 'Title (required)' }).count()).toBe(0);

  // The focus follows the card.
  await card(page, 'Beta').focus();
  await page.keyboard.press('Shift+ArrowRight');
  await untilBoard(page, [['Open 0'], ['In progress 2', 'Beta', 'Alpha'], ['Done 1', 'Gamma']]);
  expect(await card(page, 'Beta').evaluate((link) => link === document.activeElement)).toBe(true);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  expect(await card(page, 'Gamma').evaluate((link) => link === document.activeElement)).toBe(true);
  expect(await accessibilityFindings(page)).toEqual([]);

  await page.keyboard.press('Control+z');
  await untilBoard(page, [
    ['Open 1', 'Beta'],
    ['In progress 1', 'Alpha'],
    ['Done 1', 'Gamma'],
  ]);
  await page.reload();
  await untilBoard(page, [
    ['Open 1', 'Beta'],
    ['In progress 1', 'Alpha'],
    ['Done 1', 'Gamma'],
  ]);
});

it('a board moves a card back and shows the reason if the service refuses the move or someone else was faster', async () => {
  const { page } = await stage.open({ expected: /Failed to load resource|412/ });
  await page.goto(`${stage.site.url}/tasks?board-by=status`);
  await untilBoard(page, [['Open 2', 'Beta', 'Alpha'], ['In progress 0'], ['Done 1', 'Gamma']]);
  const move = async (title: string, to: string) => {
    await card(page, title).focus();
    await page.keyboard.press('m');
    await page.getByRole('dialog').getByRole('button', { name: to }).click();
  };
  await page.route(
    '**/api/v1/tasks/*',
    async (route) => await route.fulfill({ status: 403, contentType: 'application/problem+json', body: '{"title":"Forbidden"}' }),
  );
  await move('Alpha', 'In progress');
  await page.getByText('“Alpha” was not changed').waitFor();
  await untilBoard(page, [['Open 2', 'Beta', 'Alpha'], ['In progress 0'], ['Done 1', 'Gamma']]);
  await page.unroute('**/api/v1/tasks/*');

  const { items } = await (await fetch(`${stage.site.url}/api/v1/tasks?title=Beta`)).json();
  await fetch(`${stage.site.url}/api/v1/tasks/${items[0].id}`, {
    method: 'PATCH',
    headers: { 'Content-Type': 'application/merge-patch+json', 'If-Match': '"1"' },
    body: '{"status":"done"}',
  });
  await move('Beta', 'In progress');
  await page.getByText('Someone else has just changed it.').waitFor();
  await untilBoard(page, [['Open 1', 'Alpha'], ['In progress 0'], ['Done 2', 'Gamma', 'Beta']]);
});

it('a board on a phone moves cards by touch and by a dialog, fits in 320 px and has no axe findings', async () => {
  const { page } = await stage.open({ device: 'phone' });
  await page.setViewportSize({ width: 320, height: 640 });
  await page.goto(`${stage.site.url}/tasks?board-by=status`);
  // A column outside of the screen loads when it is almost visible.
  await untilBoard(page, [['Open 2', 'Beta', 'Alpha'], ['In progress 0'], ['Done 1']]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  await page.getByRole('button', { name: 'Move Alpha' }).tap();
  expect(await accessibilityFindings(page)).toEqual([]);
  await page.getByRole('dialog').getByRole('button', { name: 'Done' }).tap();
  await untilBoard(page, [['Open 1', 'Beta'], ['In progress 0'], ['Done 2', 'Gamma', 'Alpha']]);
  expect(await accessibilityFindings(page)).toEqual([]);

  await card(page, 'Beta').scrollIntoViewIfNeeded();
  // A long press on a card starts a drag.
  const [x, y] = await middleOf(card(page, 'Beta'));
  const touch = await page.context().newCDPSession(page);
  const send = async (type: 'touchStart' | 'touchMove' | 'touchEnd', points: readonly { readonly x: number; readonly y: number }[]) =>
    await touch.send('Input.dispatchTouchEvent', { type, touchPoints: [...points] });
  await send('touchStart', [{ x, y }]);
  await page.locator('.board-copy').waitFor();
  for (const to of [200, 260, 310]) await send('touchMove', [{ x: to, y }]);
  await page.waitForFunction(() => document.querySelector('[data-over]')?.getAttribute('data-column') === 'in-progress');
  await send('touchEnd', []);
  await untilBoard(page, [['Open 0'], ['In progress 1', 'Beta'], ['Done 2', 'Gamma', 'Alpha']]);
});
