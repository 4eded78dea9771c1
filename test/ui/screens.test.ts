import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { accessibilityFindings } from './support/accessibility.ts';
import type { Scheme } from './support/browser.ts';
import { fillWithTasks } from './support/fill.ts';
import { DEVICES, setStage, untilComplete } from './support/stage.ts';

const stage = setStage();
beforeEach(async () => {
  await fillWithTasks(stage.site, [
    { title: 'Overdue', dueDate: '2026-01-02', tags: ['one', 'two'], notes: 'Some notes' },
    { title: 'Done', status: 'done', priority: 'high' },
    { title: 'In the middle', status: 'in-progress', dueDate: '2030-01-01', priority: 'low' },
  ]);
});

/** Every screen and dialog, and a function that opens it. */
const SCREENS: readonly (readonly [name: string, show: (page: Page) => Promise<void>])[] = [
  ['the list', async (page) => await untilComplete(page)],
  ['the filters', async (page) => await page.getByText('Filter', { exact: true }).click()],
  ['the view', async (page) => await page.getByText('View', { exact: true }).click()],
  ['the list’s menu', async (page) => await page.getByLabel('More actions for Tasks').click()],
  [
    'a selection',
    async (page) => {
      await page.getByRole('checkbox', { name: 'Select Done' }).check();
      await page.getByRole('button', { name: 'Edit 1 task' }).waitFor();
    },
  ],
  [
    'editing several records',
    async (page) => {
      await page.getByRole('checkbox', { name: 'Select Done' }).check();
      await page.getByRole('button', { name: 'Edit 1 task' }).click();
      await page.getByLabel('New value').waitFor();
    },
  ],
  [
    'a record, and a message',
    async (page) => {
      await page.getByRole('checkbox', { name: 'Done: Overdue' }).click();
      await page.getByRole('button', { name: 'Undo' }).waitFor();
      await page.getByRole('link', { name: 'Overdue' }).click();
      await page.getByRole('textbox', { name: 'Title (required)' }).waitFor();
    },
  ],
  [
    'a form with errors',
    async (page) => {
      await page.getByRole('link', { name: 'New task' }).click();
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await page.getByText('Required.').waitFor();
    },
  ],
  [
    'a list without matches',
    async (page) => {
      await page.getByRole('searchbox').fill('nowhere');
      await page.getByRole('heading', { name: 'No matching tasks' }).waitFor();
    },
  ],
  [
    'the import',
    async (page) => {
      await page.getByLabel('More actions for Tasks').click();
      await page.getByRole('button', { name: 'Import CSV' }).click();
      await page
        .getByLabel('Choose a CSV file')
        .setInputFiles({ name: 'a.csv', mimeType: 'text/csv', buffer: Buffer.from('title,x\nA,1\n,2\n') });
      await page.getByRole('button', { name: 'Check 2 rows' }).waitFor();
    },
  ],
  [
    'the import’s report',
    async (page) => {
      await page.getByLabel('More actions for Tasks').click();
      await page.getByRole('button', { name: 'Import CSV' }).click();
      await page
        .getByLabel('Choose a CSV file')
        .setInputFiles({ name: 'a.csv', mimeType: 'text/csv', buffer: Buffer.from('title,x\nA,1\n,2\n') });
      await page.getByRole('button', { name: 'Check 2 rows' }).click();
      await page.getByText('nothing has been imported yet').waitFor();
    },
  ],
  [
    'the list of shortcuts',
    async (page) => {
      await page.getByRole('textbox', { name: 'Add a task' }).waitFor();
      await page.locator('body').press('?');
      await page.getByRole('heading', { name: 'Keyboard shortcuts' }).waitFor();
    },
  ],
  [
    'a conflict',
    async (page) => {
      await page.getByRole('link', { name: 'Overdue' }).click();
      await page.getByRole('textbox', { name: 'Title (required)' }).fill('Mine');
      const id = new URL(page.url()).pathname.split('/').at(-1);
      const headers = { 'Content-Type': 'application/json' };
      await fetch(`${stage.site.url}/api/v1/tasks/${id}`, { method: 'PATCH', headers, body: '{"title":"Theirs"}' });
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await page.getByRole('button', { name: 'Save merged version' }).waitFor();
    },
  ],
  [
    'the trash',
    async (page) => {
      await page.getByRole('link', { name: 'Done', exact: true }).click();
      await page.getByRole('button', { name: 'Delete', exact: true }).click();
      await page.getByText('moved to the trash').waitFor();
      await page.goto(`${stage.site.url}/tasks?trashed=true`);
      await page.getByRole('link', { name: 'Done', exact: true }).click();
      await page.getByRole('button', { name: 'Delete permanently' }).click();
      await page.getByText('This can’t be undone.').waitFor();
    },
  ],
];

const SCHEMES: readonly Scheme[] = ['light', 'dark'];

describe.each(DEVICES)('every screen on a %s', (device) => {
  it.each(SCHEMES)(
    'has no axe findings in %s',
    async (scheme) => {
      const findings: Record<string, readonly string[]> = {};
      const { page } = await stage.open({ device, scheme, expected: /412/ });
      page.on('dialog', (dialog) => void dialog.accept());
      for (const [name, show] of SCREENS) {
        await page.goto(`${stage.site.url}/tasks`);
        await page.evaluate(() => {
          localStorage.clear();
          // Closes the welcome, because it covers other elements. `see.test.ts` tests it.
          localStorage.setItem('welcome-closed', 'true');
        });
        await show(page);
        const found = await accessibilityFindings(page);
        if (found.length > 0) findings[name] = found;
      }
      expect(findings).toEqual({});
    },
    120_000,
  );
});
