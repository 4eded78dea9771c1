import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { fillWithTasks } from './support/fill.ts';
import { DEVICES, setStage, untilShown } from './support/stage.ts';

const stage = setStage();
let id = '';
beforeEach(async () => {
  const [task] = await fillWithTasks(stage.site, [{ title: 'Shared', notes: 'As it was', priority: 'low' }]);
  id = task?.id ?? '';
});

const save = async (page: Page) => await page.getByRole('button', { name: 'Save', exact: true }).click();
const values = async () => await (await fetch(`${stage.site.url}/api/v1/tasks/${id}`)).json();

describe.each(DEVICES)('editing a record on a %s while someone else changes it', (device) => {
  const open = async () => {
    const [mine, theirs] = await Promise.all([stage.open({ device, expected: /412/ }), stage.open()]);
    for (const { page } of [mine, theirs]) {
      await page.goto(`${stage.site.url}/tasks/${id}`);
      await page.getByRole('textbox', { name: 'Title (required)' }).waitFor();
    }
    await theirs.page.getByRole('textbox', { name: 'Title (required)' }).fill('Shared, by them');
    await theirs.page.getByRole('combobox', { name: 'Priority' }).selectOption('high');
    await save(theirs.page);
    await untilShown(theirs.page, ['Shared, by them']);
    return mine.page;
  };

  it('shows both versions of each field, merges and saves them', async () => {
    const page = await open();
    await page.getByRole('textbox', { name: 'Title (required)' }).fill('Shared, by me');
    await page.getByRole('textbox', { name: 'Notes' }).fill('Mine alone');
    await save(page);
    await page.getByRole('heading', { name: 'You also changed this task elsewhere' }).waitFor();
    expect(await values()).toMatchObject({ title: 'Shared, by them', notes: 'As it was' });
    // The user must choose only for the field that both have changed.
    await page.getByText('1 left to choose').waitFor();
    await page
      .getByRole('group', { name: 'Title' })
      .getByRole('radio', { name: /^In this window/ })
      .check();
    await page.getByRole('button', { name: 'Save merged version' }).click();
    await untilShown(page, ['Shared, by me']);
    expect(await values()).toMatchObject({ title: 'Shared, by me', notes: 'Mine alone', priority: 'high', version: 3 });
  });

  it('returns to the user’s own changes without losing any', async () => {
    const page = await open();
    await page.getByRole('textbox', { name: 'Notes' }).fill('Mine alone');
    await save(page);
    await page.getByRole('button', { name: 'Back to editing' }).click();
    expect(await page.getByRole('textbox', { name: 'Notes' }).inputValue()).toBe('Mine alone');
    await save(page);
    await page.getByRole('button', { name: 'Save merged version' }).click();
    await untilShown(page, ['Shared, by them']);
    expect(await values()).toMatchObject({ title: 'Shared, by them', notes: 'Mine alone' });
  });

  it('marks a task as done if only another field has changed, and overwrites nothing', async () => {
    const { page } = await stage.open({ device, expected: /412/ });
    await page.goto(`${stage.site.url}/tasks`);
    await untilShown(page, ['Shared']);
    await change({ notes: 'By another' });
    await page.getByRole('checkbox', { name: 'Done: Shared' }).click();
    await page.getByText('“Shared” is done').waitFor();
    expect(await values()).toMatchObject({ status: 'done', notes: 'By another' });
  });

  it('does not change the status of a task if someone else has just changed it', async () => {
    const { page } = await stage.open({ device, expected: /412/ });
    await page.goto(`${stage.site.url}/tasks`);
    await untilShown(page, ['Shared']);
    await change({ status: 'in-progress' });
    await page.getByRole('checkbox', { name: 'Done: Shared' }).click();
    await page.getByText('Someone else has just changed it.').waitFor();
    expect(await values()).toMatchObject({ status: 'in-progress' });
  });

  it('restores a record that someone else moved to the trash, and saves it', async () => {
    const { page } = await stage.open({ device, expected: /404|412/ });
    await page.goto(`${stage.site.url}/tasks/${id}`);
    await page.getByRole('textbox', { name: 'Notes' }).fill('Still wanted');
    await fetch(`${stage.site.url}/api/v1/tasks/${id}`, { method: 'DELETE' });
    await save(page);
    await page.getByRole('button', { name: 'Restore and save' }).click();
    await page.getByText('“Shared” saved').waitFor();
    expect(await values()).toMatchObject({ notes: 'Still wanted' });
  });
});

async function change(patch: object): Promise<void> {
  const headers = { 'Content-Type': 'application/json' };
  await fetch(`${stage.site.url}/api/v1/tasks/${id}`, { method: 'PATCH', headers, body: JSON.stringify(patch) });
}
