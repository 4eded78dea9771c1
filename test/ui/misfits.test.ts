import { beforeEach, describe, expect, it } from '@jest/globals';
import { tasks } from '../../src/records/tasks.ts';
import { accessibilityFindings } from './support/accessibility.ts';
import { fill } from './support/fill.ts';
import { DEVICES, setStage, untilComplete, untilShown } from './support/stage.ts';

const stage = setStage();
/** Records that former definitions of tasks allowed. */
const FORMER = [
  { title: ['a', 'list'], status: 'open', priority: 'normal' },
  { status: 'open', priority: 'normal', notes: 'No title' },
  { title: 'Old', status: 'waiting', priority: 'urgent', dueDate: 'some day', tags: 'red;blue', notes: { from: 'another version' } },
];
let id: string;
beforeEach(async () => {
  id = (await fill(stage.site, tasks, FORMER)).at(-1)?.id ?? '';
});
const stored = async () => await stage.site.services.store.get({ workspace: 'local', type: tasks }, id);

describe.each(DEVICES)('values that do not match the current definition, on a %s', (device) => {
  it('are marked in the list, and kept while another field is edited', async () => {
    const { page } = await stage.open({ device });
    await page.goto(`${stage.site.url}/tasks`);
    await untilShown(page, ['Old', 'Untitled task', 'a;list']);
    for (const text of ['waiting', 'urgent', 'some day']) {
      await page
        .locator('.misfit', { hasText: `Invalid: ${text}` })
        .first()
        .waitFor();
    }
    await page.locator('.misfit', { hasText: 'Missing' }).waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.getByRole('link', { name: 'Old' }).click();
    await page.getByRole('group', { name: 'Due date' }).getByText('Invalid: some day').waitFor();
    await page.getByRole('group', { name: 'Notes' }).getByText('{"from":"another version"}').waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.getByRole('textbox', { name: 'Title (required)' }).fill('New');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await untilShown(page, ['New', 'Untitled task', 'a;list']);
    expect(await stored()).toMatchObject({ ...FORMER[2], title: 'New', version: 2 });
  });

  it('can be replaced, cleared or kept in the form', async () => {
    const { page } = await stage.open({ device });
    await page.goto(`${stage.site.url}/tasks/${id}`);
    await page.getByRole('button', { name: 'Replace Tags' }).click();
    await page.getByRole('button', { name: 'Remove red' }).click();
    await page.getByRole('button', { name: 'Clear Notes' }).click();
    await page.getByRole('group', { name: 'Notes' }).getByText('It is cleared when you save.').waitFor();
    await page.getByRole('button', { name: 'Use default Status' }).click();
    await page.getByRole('button', { name: 'Replace Priority' }).click();
    await page.getByRole('combobox', { name: 'Priority' }).selectOption('high');
    await page.getByRole('button', { name: 'Replace Due date' }).click();
    await page.getByLabel('Due date').first().waitFor();
    await page.getByRole('button', { name: 'Keep stored value of Notes' }).click();
    await page.getByRole('button', { name: 'Clear Notes' }).click();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('“Old” saved').waitFor();
    const { notes, ...others } = { ...(await stored()) };
    expect(notes).toBeUndefined();
    expect(others).toMatchObject({ status: 'open', priority: 'high', dueDate: 'some day', tags: ['blue'], version: 2 });
  });

  it('are shown in the edit form of several records and in a filter', async () => {
    const { page } = await stage.open({ device, expected: /400/ });
    await page.goto(`${stage.site.url}/tasks?dueDate[gte]=some+day`);
    await page.getByText('(invalid)').waitFor();
    await page.goto(`${stage.site.url}/tasks`);
    await untilComplete(page, '3 tasks');
    for (const name of ['Old', 'Untitled task']) await page.getByRole('checkbox', { name: `Select ${name}` }).check();
    await page.getByRole('button', { name: 'Edit 2 tasks' }).click();
    await page.getByLabel('Field').selectOption('dueDate');
    await page.getByText('Invalid value in 1 of 2: some day').waitFor();
  });
});
