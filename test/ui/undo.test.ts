import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { fillWithTasks } from './support/fill.ts';
import { DEVICES, setStage, untilShown } from './support/stage.ts';

const stage = setStage();
beforeEach(async () => {
  await fillWithTasks(stage.site, [{ title: 'One' }, { title: 'Two' }, { title: 'Three' }]);
});

const remove = async (page: Page, title: string) => {
  await page.getByRole('link', { name: title, exact: true }).click();
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
};

describe.each(DEVICES)('undoing on a %s', (device) => {
  it('undoes two deletions, in any order', async () => {
    const { page } = await stage.open({ device });
    await page.goto(`${stage.site.url}/tasks`);
    await remove(page, 'Three');
    await untilShown(page, ['Two', 'One']);
    await remove(page, 'One');
    await untilShown(page, ['Two']);
    await page.getByRole('status').filter({ hasText: '“Three” moved' }).getByRole('button', { name: 'Undo' }).first().click();
    await untilShown(page, ['Three', 'Two']);
    await page.locator('body').press('Control+z');
    await untilShown(page, ['Three', 'Two', 'One']);
    await page.reload();
    await untilShown(page, ['Three', 'Two', 'One']);
  });

  it('deletes several at once and undoes that', async () => {
    const { page } = await stage.open({ device });
    await page.goto(`${stage.site.url}/tasks`);
    for (const title of ['One', 'Two']) await page.getByRole('checkbox', { name: `Select ${title}` }).check();
    await page.getByRole('button', { name: 'Delete 2 tasks' }).click();
    await untilShown(page, ['Three']);
    await page.getByText('2 tasks moved to the trash').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await untilShown(page, ['Three', 'Two', 'One']);
  });

  it('restores the unsaved input of a deleted record', async () => {
    const { page } = await stage.open({ device, expected: /412/ });
    await page.goto(`${stage.site.url}/tasks`);
    await page.getByRole('link', { name: 'Two', exact: true }).click();
    await page.getByRole('textbox', { name: 'Notes' }).fill('Precious');
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByText('“Two” moved to the trash').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await untilShown(page, ['Three', 'Two', 'One']);
    await page.getByRole('link', { name: 'Two', exact: true }).click();
    expect(await page.getByRole('textbox', { name: 'Notes' }).inputValue()).toBe('Precious');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('“Two” saved').waitFor();
  });

  it('shows the new values of an open record after an undo', async () => {
    const { page } = await stage.open({ device });
    await page.goto(`${stage.site.url}/tasks`);
    await page.getByRole('link', { name: 'Two', exact: true }).click();
    const status = (value: string) =>
      page.getByRole('combobox', { name: 'Status' }).and(page.locator(`:has(option[value="${value}"]:checked)`));
    await page.getByRole('button', { name: 'Complete', exact: true }).click();
    await status('done').waitFor();
    await page.locator('body').press('Control+z');
    await status('open').waitFor();
  });

  it('shows the trash, restores from it, and deletes permanently after a confirmation', async () => {
    const { page } = await stage.open({ device });
    await page.goto(`${stage.site.url}/tasks`);
    await remove(page, 'Two');
    await remove(page, 'One');
    await untilShown(page, ['Three']);
    await page.getByText('“One” moved to the trash').waitFor();
    await page.goto(`${stage.site.url}/tasks?trashed=true`);
    await page.getByRole('link', { name: 'Two', exact: true }).click();
    await page.getByRole('button', { name: 'Restore' }).click();
    await untilShown(page, ['One']);
    await page.getByRole('checkbox', { name: 'Select One' }).check();
    await page.getByRole('button', { name: 'Delete permanently' }).click();
    await page.getByText('This can’t be undone.').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete permanently' }).click();
    await page.getByRole('heading', { name: 'The trash is empty' }).waitFor();
    await page.goto(`${stage.site.url}/tasks`);
    await untilShown(page, ['Three', 'Two']);
  });

  it('shows a record in the list again if it could not be deleted', async () => {
    const { page } = await stage.open({ device, expected: /500/ });
    await page.goto(`${stage.site.url}/tasks`);
    await page.route('**/api/v1/tasks/*', async (route) => await route.fulfill({ status: 500, body: '{}' }));
    await remove(page, 'Two');
    await page.getByRole('alert').getByText('Nothing was changed').waitFor();
    await untilShown(page, ['Three', 'Two', 'One']);
    expect(await page.getByRole('button', { name: 'Undo' }).count()).toBe(0);
  });

  it('undoes and redoes the last change of any kind: a new row, a saved form, a checkbox', async () => {
    const { page } = await stage.open({ device });
    await page.goto(`${stage.site.url}/tasks`);
    await page.getByRole('checkbox', { name: 'Done: One' }).click();
    await page.getByText('“One” is done').waitFor();
    await page.getByRole('link', { name: 'Two', exact: true }).click();
    await page.getByRole('textbox', { name: 'Title (required)' }).fill('Two, edited');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('“Two, edited” saved').waitFor();
    await page.getByRole('textbox', { name: 'Add a task' }).fill('Four');
    await page.keyboard.press('Enter');
    await untilShown(page, ['Four', 'Three', 'Two, edited', 'One']);
    await page.getByText('Adding…').waitFor({ state: 'detached' });

    const undo = async () => {
      await page.evaluate(() => (document.activeElement instanceof HTMLElement ? document.activeElement.blur() : undefined));
      await page.locator('body').press('Control+z');
    };
    await undo();
    await untilShown(page, ['Three', 'Two, edited', 'One']);
    await undo();
    await untilShown(page, ['Three', 'Two', 'One']);
    await page.locator('body').press('Control+Shift+z');
    await untilShown(page, ['Three', 'Two, edited', 'One']);
    await page.locator('body').press('Control+y');
    await untilShown(page, ['Four', 'Three', 'Two, edited', 'One']);
    await undo();
    await page.getByRole('status').filter({ hasText: '“Four” moved' }).getByRole('button', { name: 'Redo' }).click();
    await untilShown(page, ['Four', 'Three', 'Two, edited', 'One']);
    await undo();
    await undo();
    await untilShown(page, ['Three', 'Two', 'One']);
    expect(await page.getByRole('checkbox', { name: 'Done: One' }).getAttribute('aria-checked')).toBe('true');
    await undo();
    await page.getByRole('checkbox', { name: 'Done: One', checked: false }).waitFor();
    await page.reload();
    await untilShown(page, ['Three', 'Two', 'One']);
  });
});
