import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { customers } from '../../src/records/customers.ts';
import { fill, fillWithTasks } from './support/fill.ts';
import { setStage, untilComplete, untilShown } from './support/stage.ts';

const stage = setStage();

it('a key press before all scripts are loaded is not lost', async () => {
  const { page } = await stage.open();
  await fillWithTasks(stage.site, [{ title: 'First' }]);
  // Delays all scripts that the first list does not need.
  await page.route(/\/assets\/(?!start|index).*\.js$/, async (route) => {
    await delay(1_000);
    await route.continue();
  });
  await page.goto(`${stage.site.url}/tasks`, { waitUntil: 'commit' });
  await page.getByRole('link', { name: 'First' }).waitFor();
  expect(await page.getByRole('link', { name: 'New task' }).count()).toBe(0);
  await page.keyboard.press('j');
  await page.locator('.record-link:focus').waitFor();
});

it('the message of an unsaved draft disappears when the draft is open again', async () => {
  const { page } = await stage.open();
  await page.goto(`${stage.site.url}/tasks/new`);
  const title = page.getByRole('textbox', { name: 'Title (required)' });
  await title.fill('Half a thought');
  await page.keyboard.press('Escape');
  await page.getByText('Draft kept, not saved').waitFor();
  await page.getByRole('link', { name: 'New task' }).click();
  await page.getByText('Restored your unsaved draft.').waitFor();
  expect(await title.inputValue()).toBe('Half a thought');
  expect(await page.getByText('Draft kept, not saved').count()).toBe(0);
  await page.getByRole('button', { name: 'Discard' }).click();
  await page.getByText('Restored your unsaved draft.').waitFor({ state: 'detached' });
  expect(await title.inputValue()).toBe('');
});

it('a link with an invalid filter shows its name and leads to the whole list', async () => {
  const { page } = await stage.open({ expected: /400/ });
  await fillWithTasks(stage.site, [{ title: 'First' }]);
  await page.goto(`${stage.site.url}/tasks?removed=1&dueDate[gte]=someday`);
  const alarm = page.getByRole('alert').filter({ hasText: 'out of date' });
  await alarm.waitFor();
  expect(await alarm.textContent()).toBe('This link is out of date. It can’t be applied to tasks: Due date. Show all tasks');
  await alarm.getByRole('link').click();
  await untilShown(page, ['First']);
});

it('counts are marked as outdated while the server cannot be reached', async () => {
  const { page } = await stage.open({ expected: /ERR_FAILED/ });
  await fillWithTasks(stage.site, [{ title: 'First' }]);
  await page.goto(`${stage.site.url}/tasks`);
  await page.getByRole('button', { name: 'Open 1' }).waitFor();
  await page.route('**/api/**', async (route) => await route.abort());
  await page.getByRole('checkbox', { name: 'Done: First' }).click();
  await page.locator('.counts.is-stale').waitFor();
  await page.unroute('**/api/**');
  await page.getByRole('button', { name: 'Done 1' }).waitFor();
  expect(await page.locator('.is-stale').count()).toBe(0);
});

it('only a choice with a “done” value shows its values as progress', async () => {
  const { page } = await stage.open();
  await fill(stage.site, customers, [
    { name: 'Ada', stage: 'lead' },
    { name: 'Bob', stage: 'inactive' },
  ]);
  await fillWithTasks(stage.site, [{ title: 'First', status: 'done' }]);
  await page.goto(`${stage.site.url}/customers`);
  await untilComplete(page, '2 customers');
  expect(await page.locator('.mark-ring').count()).toBe(0);
  const colours = await page.locator('.row .mark circle').evaluateAll((all) => all.map((dot) => getComputedStyle(dot).fill));
  expect(new Set(colours).size).toBe(2);
  await page.goto(`${stage.site.url}/tasks`);
  await page.locator('.row .mark-ring').waitFor();
});
