import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { accessibilityFindings } from './support/accessibility.ts';
import { fillWithTasks } from './support/fill.ts';
import { DEVICES, setStage, titlesOf, untilComplete, untilShown } from './support/stage.ts';

const stage = setStage();
beforeEach(async () => {
  await fillWithTasks(stage.site, [{ title: 'First' }, { title: 'Second', notes: 'Some' }, { title: 'Third' }]);
});

const tickOf = (page: Page, title: string) => page.getByRole('checkbox', { name: `Done: ${title}` });

describe.each(DEVICES)('changing records on a %s', (device) => {
  it('marks a task as done in the list, and undoes it', async () => {
    const { page } = await stage.open({ device });
    await page.goto(`${stage.site.url}/tasks`);
    await tickOf(page, 'Second').click();
    await page.getByRole('button', { name: 'Done 1', exact: true }).waitFor();
    expect(await tickOf(page, 'Second').getAttribute('aria-checked')).toBe('true');
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name: 'Done 0', exact: true }).waitFor();
    expect(await tickOf(page, 'Second').getAttribute('aria-checked')).toBe('false');
  });

  it('clears the checkbox again and shows the reason if the service refuses the change', async () => {
    const { page } = await stage.open({ device, expected: /403/ });
    await page.route('**/api/v1/tasks/*', async (route) => {
      const body = JSON.stringify({ title: 'Your role does not allow this' });
      await route.fulfill({ status: 403, contentType: 'application/problem+json', body });
    });
    await page.goto(`${stage.site.url}/tasks`);
    await tickOf(page, 'First').click();
    await page.getByRole('alert').getByText('“First” was not changed. Your role does not allow this').waitFor();
    expect(await tickOf(page, 'First').getAttribute('aria-checked')).toBe('false');
  });

  it('edits in the panel, and returns the focus to the record', async () => {
    const { page } = await stage.open({ device });
    await page.goto(`${stage.site.url}/tasks`);
    await page.getByRole('link', { name: 'Second', exact: true }).click();
    await page.getByRole('textbox', { name: 'Title (required)' }).fill('Second, changed');
    await page.getByRole('combobox', { name: 'Priority' }).selectOption('high');
    await page.getByRole('textbox', { name: 'Notes' }).fill('');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await untilShown(page, ['Third', 'Second, changed', 'First']);
    await page.waitForFunction(() => document.activeElement?.textContent === 'Second, changed');
    await page.reload();
    await untilShown(page, ['Third', 'Second, changed', 'First']);
  });

  it('opens a record by its URL, also if the list does not show it', async () => {
    const { page } = await stage.open({ device, expected: /404/ });
    const [, second] = await fillWithTasks(stage.site, [{ title: 'Other' }, { title: 'By its address' }]);
    await page.goto(`${stage.site.url}/tasks/${second?.id}?status=done`);
    await page.getByRole('heading', { name: 'By its address' }).waitFor();
    await page.goto(`${stage.site.url}/tasks/00000000-0000-7000-8000-000000000000`);
    await page.getByRole('heading', { name: 'Task not found' }).waitFor();
  });

  it('edits several records at once, and shows their number', async () => {
    const { page } = await stage.open({ device });
    await page.goto(`${stage.site.url}/tasks`);
    await page.getByRole('checkbox', { name: 'Select First' }).check();
    await page.getByRole('checkbox', { name: 'Select Third' }).check();
    await page.getByRole('button', { name: 'Edit 2 tasks' }).click();
    await page.getByLabel('Field', { exact: true }).selectOption('priority');
    await page.getByLabel('New value').selectOption('high');
    await page.getByRole('button', { name: 'Add another field' }).click();
    await page.getByLabel('Field', { exact: true }).last().selectOption('tags');
    await page.getByRole('textbox', { name: 'Add', exact: true }).fill('new');
    await page.getByRole('textbox', { name: 'Remove', exact: true }).fill('old,');
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Update 2 tasks' }).click();
    await page.getByText('2 tasks updated').waitFor();
    await page.goto(`${stage.site.url}/tasks?priority=high&tags=new`);
    await untilShown(page, ['Third', 'First']);
  });

  it('changes no selected record until a value is chosen', async () => {
    const { page } = await stage.open({ device });
    await fillWithTasks(stage.site, [
      { title: 'A', status: 'done', notes: 'a' },
      { title: 'B', status: 'done', notes: 'b' },
    ]);
    await page.goto(`${stage.site.url}/tasks?status=done`);
    await page.getByRole('checkbox', { name: 'Select A' }).check();
    await page.getByRole('checkbox', { name: 'Select B' }).check();
    await page.getByRole('button', { name: 'Edit 2 tasks' }).click();
    const change = page.getByRole('button', { name: 'Update 2 tasks' });
    for (const field of ['status', 'priority', 'dueDate', 'notes', 'tags']) {
      await page.getByLabel('Field', { exact: true }).selectOption(field);
      expect(await change.isDisabled()).toBe(true);
      // Enter in a field would submit the form too.
      if (field === 'notes') await page.getByLabel('New value').fill('  ');
      expect(await change.isDisabled()).toBe(true);
    }
    await page.getByLabel('Field', { exact: true }).selectOption('notes');
    await page.getByLabel('Change', { exact: true }).selectOption('Clear');
    await change.click();
    await page.getByText('2 tasks updated').waitFor();
    const { items } = await (await fetch(`${stage.site.url}/api/v1/tasks?status=done`)).json();
    expect(items.map(({ title, notes }: { title: string; notes?: string }) => [title, notes])).toEqual([
      ['B', undefined],
      ['A', undefined],
    ]);
  });

  it('shows an edit of several records at once, reverts the refused ones and shows their number', async () => {
    const { page } = await stage.open({ device });
    await page.goto(`${stage.site.url}/tasks`);
    await page.getByRole('checkbox', { name: 'Select First' }).check();
    await page.getByRole('checkbox', { name: 'Select Third' }).check();
    const [item] = (await (await fetch(`${stage.site.url}/api/v1/tasks?title=Third`)).json()).items;
    const headers = { 'Content-Type': 'application/json' };
    await fetch(`${stage.site.url}/api/v1/tasks/${item.id}`, { method: 'PATCH', headers, body: '{"notes":"By another"}' });
    let answer = () => {};
    const held = new Promise<void>((resolve) => {
      answer = resolve;
    });
    await page.route('**/batch', async (route) => {
      await held;
      await route.continue();
    });
    await page.getByRole('button', { name: 'Edit 2 tasks' }).click();
    await page.getByLabel('Field', { exact: true }).selectOption('status');
    await page.getByLabel('New value').selectOption('done');
    await page.getByRole('button', { name: 'Update 2 tasks' }).click();
    for (const title of ['First', 'Third']) await page.getByRole('checkbox', { name: `Done: ${title}`, checked: true }).waitFor();
    answer();
    await page.getByText('1 of 2 were not changed. Someone else made changes first.').waitFor();
    await page.getByRole('checkbox', { name: 'Done: Third', checked: false }).waitFor();
    await page.getByText('“First” updated').waitFor();
    await page.locator('body').press('Control+z');
    await page.getByRole('checkbox', { name: 'Done: First', checked: false }).waitFor();
    await page.getByText('Changes to “First” undone').waitFor();
    // The used controls are gone, so the focus must be on another element.
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Third');
  });

  it('changes all matching records, also those not loaded, and can stop, continue and undo the whole job', async () => {
    const { page } = await stage.open({ device });
    await fillWithTasks(
      stage.site,
      Array.from({ length: 247 }, (_, n) => ({ title: `Many ${n}`, tags: [`own ${n}`] })),
    );
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let batches = 0;
    await page.route('**/batch', async (route) => {
      if (++batches === 2) await held;
      await route.continue();
    });
    await page.goto(`${stage.site.url}/tasks?status=open`);
    if (device === 'desktop') await page.getByRole('checkbox', { name: 'Select all loaded records' }).check();
    else await page.getByRole('checkbox', { name: 'Select Many 246' }).check();
    await page.getByRole('button', { name: 'Select all 250 that match' }).click();
    await page.getByText('250 tasks selected').waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Edit 250 tasks' }).click();
    await page.getByLabel('New value').selectOption('done');
    await page.getByRole('button', { name: 'Add another field' }).click();
    await page.getByLabel('Field', { exact: true }).last().selectOption('tags');
    await page.getByRole('textbox', { name: 'Add', exact: true }).fill('swept,');
    await page.getByRole('button', { name: 'Update 250 tasks' }).click();

    await page.getByText('Updating 100 of 250 tasks').waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    expect(await page.evaluate(() => window.dispatchEvent(new Event('beforeunload', { cancelable: true })))).toBe(false);
    await page.getByRole('button', { name: 'Stop' }).click();
    release();
    await page.getByText('Stopped after 200 of 250 tasks: You stopped it.').waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText('250 tasks updated').waitFor();
    await untilShown(page, []);

    await page.getByRole('link', { name: 'Activity' }).click();
    // The first page of changes has only a part of the job. An undo loads the rest.
    await page.getByRole('button', { name: /^Undo: changed \d+ tasks/ }).click();
    await page.getByRole('button', { name: 'Undo 250 records' }).click();
    await page.getByText('Undone: 250 records').waitFor();
    const { count } = await (await fetch(`${stage.site.url}/api/v1/tasks/count?status=open&tags[exists]=true`)).json();
    expect(count).toBe(247);
  });

  it('keeps unsaved input after a reload, and creates only one record if the request is repeated', async () => {
    const { page } = await stage.open({ device, expected: /Failed to load|net::ERR/ });
    await page.goto(`${stage.site.url}/tasks/new`);
    await page.getByRole('textbox', { name: 'Title (required)' }).fill('Typed with care');
    let tries = 0;
    await page.route('**/api/v1/tasks', async (route) => {
      if (route.request().method() !== 'POST') return await route.continue();
      // The service gets the first request, but its answer is lost.
      if (++tries === 1) await route.fetch();
      return tries < 3 ? await route.abort('connectionreset') : await route.continue();
    });
    page.once('dialog', async (dialog) => await dialog.accept());
    await page.reload();
    expect(await page.getByRole('textbox', { name: 'Title (required)' }).inputValue()).toBe('Typed with care');
    await page.getByText('Restored your unsaved draft.').waitFor();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('“Typed with care” saved').waitFor();
    expect(tries).toBe(3);
    await page.reload();
    await untilComplete(page, '4 tasks');
    expect((await titlesOf(page)).filter((title) => title === 'Typed with care')).toHaveLength(1);
  });

  it('warns before the page is left with unsaved changes, and marks the record in the list', async () => {
    const { page } = await stage.open({ device });
    await page.goto(`${stage.site.url}/tasks`);
    await page.getByRole('link', { name: 'First', exact: true }).click();
    await page.getByRole('textbox', { name: 'Notes' }).fill('Half a sen');
    const asked = page.waitForEvent('dialog');
    // Closes the page directly after the last letter.
    const closing = page.close({ runBeforeUnload: true });
    const dialog = await asked;
    expect(dialog.type()).toBe('beforeunload');
    await dialog.dismiss();
    await closing;
    await page.getByRole('button', { name: 'Close', exact: true }).click();
    await page.getByText('Unsaved changes').waitFor();
    await page.getByRole('link', { name: 'First', exact: true }).click();
    expect(await page.getByRole('textbox', { name: 'Notes' }).inputValue()).toBe('Half a sen');
  });
});
