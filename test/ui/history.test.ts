import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { accessibilityFindings } from './support/accessibility.ts';
import { fillWithTasks } from './support/fill.ts';
import { DEVICES, setStage, untilShown } from './support/stage.ts';

const stage = setStage();
beforeEach(async () => {
  await fillWithTasks(stage.site, [{ title: 'One' }, { title: 'Two' }, { title: 'Three' }]);
});

/** Sends a request as another client. */
async function elsewhere(method: string, path: string, body: object): Promise<void> {
  const headers = { 'Content-Type': 'application/json' };
  const { ok } = await fetch(`${stage.site.url}/api/v1/tasks${path}`, { method, headers, body: JSON.stringify(body) });
  expect(ok).toBe(true);
}

async function idOf(page: Page, title: string): Promise<string> {
  const id = await page.getByRole('link', { name: title, exact: true }).getAttribute('id');
  return String(id?.replace('open-', ''));
}

describe.each(DEVICES)('history on a %s', (device) => {
  it('shows the changes of a record, and restores a version', async () => {
    const { page } = await stage.open({ device });
    await page.goto(`${stage.site.url}/tasks`);
    await elsewhere('PATCH', `/${await idOf(page, 'Two')}`, { title: 'Two, changed', status: 'done' });
    await page.reload();
    await page.getByRole('link', { name: 'Two, changed', exact: true }).click();
    await page.getByRole('tab', { name: 'History' }).click();
    await page.getByText('you changed').waitFor();
    const changes = page.locator('.history-list > li').first().locator('.changes');
    expect(await changes.textContent()).toBe('TitleTwo→Two, changedStatusOpen→Done');
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Restore version 1' }).click();
    await page.getByText('restored to version 1').waitFor();
    expect(await page.getByRole('textbox', { name: 'Title (required)' }).inputValue()).toBe('Two');
    await page.getByRole('button', { name: 'Close' }).click();
    await untilShown(page, ['Three', 'Two', 'One']);
    await page.getByRole('button', { name: 'Undo' }).click();
    await untilShown(page, ['Three', 'Two, changed', 'One']);
  });

  it('runs an action of the record type, unless the form has unsaved changes', async () => {
    const { page } = await stage.open({ device });
    await page.goto(`${stage.site.url}/tasks`);
    await page.getByRole('link', { name: 'Two', exact: true }).click();
    const complete = page.getByRole('button', { name: 'Complete', exact: true });
    const title = page.getByRole('textbox', { name: 'Title (required)' });
    await title.fill('Two, changed');
    await page.getByText('Save or discard your changes first.').waitFor();
    expect(await complete.isDisabled()).toBe(true);
    await title.fill('Two');
    expect(await accessibilityFindings(page)).toEqual([]);
    await complete.click();
    await page.getByText('Complete: “Two” updated').waitFor();
    await complete.waitFor({ state: 'detached' });
    const status = page.getByRole('dialog').getByRole('combobox', { name: 'Status' });
    expect(await status.inputValue()).toBe('done');
    // On a phone the panel covers the page, so the message is in the panel.
    await page.getByRole('button', { name: 'Undo' }).click();
    await complete.waitFor();
    expect(await status.inputValue()).toBe('open');
  });

  it('shows the current record after a conflict of an action, which can then run', async () => {
    const { page } = await stage.open({ device, expected: /412/ });
    await page.goto(`${stage.site.url}/tasks`);
    await page.getByRole('link', { name: 'Two', exact: true }).click();
    const complete = page.getByRole('button', { name: 'Complete', exact: true });
    await complete.waitFor();
    await elsewhere('PATCH', `/${await idOf(page, 'Two')}`, { title: 'Two, changed' });
    await complete.click();
    await page.getByText('Choose “Complete” again to run it on the current version.').waitFor();
    expect(await page.getByRole('textbox', { name: 'Title (required)' }).inputValue()).toBe('Two, changed');
    await complete.click();
    await page.getByText('Complete: “Two, changed” updated').waitFor();
  });

  it('lists the changes, and undoes a bulk edit after a preview', async () => {
    const { page } = await stage.open({ device });
    await page.goto(`${stage.site.url}/tasks`);
    const [one, two] = [await idOf(page, 'One'), await idOf(page, 'Two')];
    const operations = [one, two].map((id) => ({ method: 'update', id, record: { priority: 'high' } }));
    await elsewhere('POST', '/batch', { operations });
    await elsewhere('PATCH', `/${two}`, { title: 'Two, changed since' });
    await page.getByRole('link', { name: 'Activity' }).click();
    await page.getByText('changed 2 tasks').waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Undo: changed 2 tasks' }).click();
    await page.getByRole('dialog').getByText('Two, changed since').waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Undo 1 record' }).click();
    await page.getByText('Undone: 1 record').waitFor();
    await page.getByText('undid changes to One').waitFor();
  });

  it('shows that others changed records, and moves no row until the user clicks', async () => {
    const { page } = await stage.open({ device });
    await page.goto(`${stage.site.url}/tasks`);
    await page.getByRole('link', { name: 'Activity' }).waitFor({ state: 'attached' });
    await elsewhere('POST', '', { title: 'Four' });
    await elsewhere('PATCH', `/${await idOf(page, 'One')}`, { title: 'One, changed' });
    await page.getByText('2 changes').waitFor();
    await untilShown(page, ['Three', 'Two', 'One']);
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await untilShown(page, ['Four', 'Three', 'Two', 'One, changed']);
    await page.getByText('2 changes').waitFor({ state: 'detached' });
  });

  it('shows changes of another tab of the same browser at once, without a message', async () => {
    const { page } = await stage.open({ device });
    await page.goto(`${stage.site.url}/tasks`);
    const other = await page.context().newPage();
    await other.goto(`${stage.site.url}/tasks`);
    await other.getByRole('link', { name: 'Activity' }).waitFor({ state: 'attached' });
    await page.bringToFront();
    await page.getByRole('checkbox', { name: 'Done: One' }).click();
    await other.getByRole('checkbox', { name: 'Done: One', checked: true }).waitFor();
    await page.getByRole('textbox', { name: 'Add a task' }).fill('Four');
    await page.keyboard.press('Enter');
    await untilShown(other, ['Four', 'Three', 'Two', 'One']);
    expect(await other.getByText(/\d changes?$/).count()).toBe(0);
  });
});
