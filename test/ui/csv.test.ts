import { readFile } from 'node:fs/promises';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Download, Page } from 'playwright-core';
import { customers } from '../../src/records/customers.ts';
import { tasks } from '../../src/records/tasks.ts';
import { accessibilityFindings } from './support/accessibility.ts';
import { fill, fillWithTasks } from './support/fill.ts';
import { DEVICES, setStage, titlesOf, untilShown } from './support/stage.ts';

const stage = setStage();
beforeEach(async () => {
  await fillWithTasks(stage.site, [
    ...Array.from({ length: 120 }, (_, n) => ({ title: `Task ${n + 1}`, tags: n < 3 ? ['few'] : ['many'] })),
    { title: '=1+1, "quoted"', tags: ['few'] },
  ]);
});

const more = async (page: Page, item: string, list = 'Tasks') => {
  await page.getByLabel(`More actions for ${list}`).click();
  await page.getByRole('button', { name: item }).click();
};
const textOf = async (download: Download) => await readFile(await download.path(), 'utf8');
const choose = async (page: Page, content: string | Buffer, name = 'file.csv') => {
  await page.getByLabel('Choose a CSV file').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(content) });
};
const button = (page: Page, name: string) => page.getByRole('dialog').getByRole('button', { name, exact: true });
const figures = async (page: Page) => await page.locator('.figures dd').allTextContents();
const check = async (page: Page) => {
  await page.getByRole('button', { name: /^Check / }).click();
  await page.getByText('Preview: nothing has been imported yet.').waitFor();
};
/** Opens the import dialog with a file. */
const importing = async (page: Page, content: string | Buffer, { list = 'tasks', name = 'file.csv' } = {}) => {
  await page.goto(`${stage.site.url}/${list}`);
  await more(page, 'Import CSV', list === 'tasks' ? 'Tasks' : 'Customers');
  await choose(page, content, name);
};
/** Imports the checked rows. */
const finish = async (page: Page) => {
  await page.getByRole('button', { name: /^Import \d/ }).click();
  await page.getByText(/^Import finished/).waitFor();
};
const stored = async (list: string, query = '') => {
  const answer = await fetch(`${stage.site.url}/api/v1/${list}?limit=100${query}`);
  const { items }: { items: Readonly<Record<string, unknown>>[] } = await answer.json();
  return items;
};

/** Returns the buttons of the dialog that something else covers, such as a message. */
async function coveredButtons(page: Page): Promise<(string | null)[]> {
  return await page.locator('.dialog-actions button').evaluateAll((buttons) =>
    buttons
      .filter((button) => {
        const { x, y, width, height } = button.getBoundingClientRect();
        return !button.contains(document.elementFromPoint(x + width / 2, y + height / 2));
      })
      .map(({ textContent }) => textContent),
  );
}

describe.each(DEVICES)('CSV on a %s', (device) => {
  it('exports all pages of the list with one header', async () => {
    const { page } = await stage.open({ device });
    await page.goto(`${stage.site.url}/tasks`);
    const [download] = await Promise.all([page.waitForEvent('download'), more(page, 'Export as CSV')]);
    await page.getByText('121 tasks exported.').waitFor();
    const text = await textOf(download);
    const lines = text.trimEnd().split('\r\n');
    // Without a byte order mark, spreadsheets read the file in the encoding of their country.
    expect(text.startsWith('\ufeffid,')).toBe(true);
    expect(lines).toHaveLength(122);
    expect(lines.filter((line) => /^\ufeff?id,/.test(line))).toHaveLength(1);
    expect(lines.filter((line) => line.includes(`"'=1+1, ""quoted"""`))).toHaveLength(1);
  });

  it('exports only the filtered records', async () => {
    const { page } = await stage.open({ device });
    await page.goto(`${stage.site.url}/tasks?tags=few`);
    const [download] = await Promise.all([page.waitForEvent('download'), more(page, 'Export as CSV')]);
    expect((await textOf(download)).trimEnd().split('\r\n')).toHaveLength(5);
  });

  it('can be stopped during an export', async () => {
    const { page } = await stage.open({ device });
    await page.route('**/api/v1/tasks?*cursor=*', async () => await new Promise(() => undefined));
    await page.goto(`${stage.site.url}/tasks`);
    await more(page, 'Export as CSV');
    await page.getByText('Exporting: 100 of 121 rows').waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  it('imports after a preview, and offers the failed rows as a file', async () => {
    const { page } = await stage.open({ device });
    await page.goto(`${stage.site.url}/tasks?tags=new`);
    await more(page, 'Import CSV');
    await choose(
      page,
      'Activity,Due date,Labels,Status\r\n"Plant, trees",2026-12-01,new,open\r\nPrune them,someday,new,open\r\nWater them,,new;wet,done\r\n',
    );
    expect(await page.getByLabel('Field for “Due date”').inputValue()).toBe('dueDate');
    expect(await page.getByLabel('Field for “Labels”').inputValue()).toBe('tags');
    await page.getByText('Title is required: choose a column for it.').waitFor();
    expect(await button(page, 'Check 3 rows').isDisabled()).toBe(true);
    await page.getByLabel('Field for “Activity”').selectOption('title');
    await check(page);
    await page.getByText('Row 3 Prune them: Due date must be a date such as 2026-03-31.').waitFor();
    expect(await titlesOf(page)).toEqual([]);
    await button(page, 'Import 2 tasks').click();
    await page.getByText('Import finished with errors.').waitFor();
    const [download] = await Promise.all([page.waitForEvent('download'), button(page, 'Download failed rows').click()]);
    const [header, row, ...rest] = (await textOf(download)).trimEnd().split('\r\n');
    expect(header).toBe('\ufeffActivity,Due date,Labels,Status,Import error');
    expect(row).toBe('Prune them,someday,new,open,Due date must be a date such as 2026-03-31.');
    expect(rest).toEqual([]);
    await button(page, 'Close').last().click();
    await page.waitForFunction(() => document.querySelectorAll('.record-link').length === 2);
    expect([...(await titlesOf(page))].sort()).toEqual(['Plant, trees', 'Water them']);
  });

  it('stops an import on request, and offers the rows that are not imported as a file', async () => {
    const { page } = await stage.open({ device });
    await page.goto(`${stage.site.url}/tasks?tags=new`);
    await more(page, 'Import CSV');
    const rows = Array.from({ length: 250 }, (_, n) => `Row ${n + 1},new`);
    await choose(page, `title,tags\n${rows.join('\n')}\n`);
    await check(page);
    let sent = 0;
    let goOn = () => {};
    const held = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    await page.route('**/import', async (route) => {
      if (++sent === 2) await held;
      await route.continue();
    });
    await button(page, 'Import 250 tasks').click();
    await page.getByText('Importing: 100 of 250 rows').waitFor();
    await button(page, 'Stop').click();
    goOn();
    await page.getByText('Import stopped after row 201: You stopped it.').waitFor();
    expect(await figures(page)).toEqual(['200', '0', '0', '0', '50']);
    await page.getByText('200 tasks imported').waitFor();
    expect(await coveredButtons(page)).toEqual([]);
    const [download] = await Promise.all([page.waitForEvent('download'), button(page, 'Download failed rows').click()]);
    const lines = (await textOf(download)).trimEnd().split('\r\n');
    expect(lines).toHaveLength(51);
    expect(lines[1]).toBe('Row 201,new,Not imported');
    expect(sent).toBe(2);
    await button(page, 'Continue').click();
    await page.getByText('Import finished.').waitFor();
    expect(await figures(page)).toEqual(['250', '0', '0', '0']);
  });

  it('shows all rows of its own export as unchanged', async () => {
    const { page } = await stage.open({ device });
    await page.goto(`${stage.site.url}/tasks`);
    const [download] = await Promise.all([page.waitForEvent('download'), more(page, 'Export as CSV')]);
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
    await more(page, 'Import CSV');
    await choose(page, await textOf(download));
    await check(page);
    expect(await figures(page)).toEqual(['0', '0', '121', '0']);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await untilShown(page, await titlesOf(page));
  });

  it('shows what to do with a file that is not CSV', async () => {
    const { page } = await stage.open({ device });
    await importing(page, Buffer.from('PK\x03\x04\x14\x00\x06\x00xl/workbook.xml', 'latin1'), { name: 'tasks.xlsx' });
    await page.getByText('This is an Excel workbook. Save it as CSV.').waitFor();
    await choose(page, 'title\n');
    await page.getByText('This file has no rows below its header.').waitFor();
  });
});

describe('a CSV import', () => {
  it('refuses a row with too many cells, and does not create its record', async () => {
    const { page } = await stage.open();
    await importing(page, 'title,notes\nBuy milk, eggs,urgent\nBuy bread,soon\n');
    await check(page);
    await page.getByText('Row 2 Buy milk: The row has 3 cells and the header 2').waitFor();
    expect(await figures(page)).toEqual(['1', '0', '0', '1']);
  });

  it('refuses the footer of a report, also if its column is left out', async () => {
    const { page } = await stage.open();
    await importing(page, 'Ref,Name,Town\n1,Ada,Porto\n\n"Confidential Information - Do Not Distribute"\n', { list: 'customers' });
    await page.getByText('Ref and Town will be left out.').waitFor();
    await check(page);
    await page.getByText('Row 4 Confidential Information - Do Not Distribute: The row has 1 cell').waitFor();
    expect(await figures(page)).toEqual(['1', '0', '0', '1']);
  });

  it('accepts a file that is dropped on the list, guesses the columns, and accepts the labels of choices', async () => {
    const { page } = await stage.open();
    await page.goto(`${stage.site.url}/customers`);
    await page.getByRole('link', { name: 'New customer' }).waitFor();
    const transfer = await page.evaluateHandle(() => {
      const dropped = new DataTransfer();
      dropped.items.add(new File(['Full name;E-Mail;Stage;Town\nAda;ada@example.com;ACTIVE;Porto\n'], 'people.csv', { type: 'text/csv' }));
      return dropped;
    });
    await page.dispatchEvent('#list-title', 'dragover', { dataTransfer: transfer });
    await page.getByText('Drop the CSV file to import customers').waitFor();
    await page.dispatchEvent('#list-title', 'drop', { dataTransfer: transfer });
    await page.getByText('Town will be left out.').waitFor();
    await check(page);
    await finish(page);
    expect(await stored('customers')).toMatchObject([{ name: 'Ada', email: 'ada@example.com', stage: 'active' }]);
  });

  it('refuses a file with a quote that is not closed', async () => {
    const { page } = await stage.open();
    await importing(page, 'title,notes\nFirst,"oops\nSecond,fine\nThird,fine');
    await page.getByText('Quote not closed in row 2.').waitFor();
    expect(await button(page, 'Check 0 rows').isDisabled()).toBe(true);
  });

  it('numbers rows as in the file, also after blank rows', async () => {
    const { page } = await stage.open();
    await importing(page, 'title,dueDate\nA,\n\n\nB,someday\n');
    await check(page);
    await page.getByText('Row 5 B: Due date must be a date').waitFor();
  });

  it.each(['Bring: tent; stove; water', 'Tent | stove', 'Tent, stove'])('reads whole lines of a file with one column: %s', async (line) => {
    const { page } = await stage.open();
    await importing(page, `title\n${line}\n`);
    expect(await page.getByLabel('Delimiter').locator('option:checked').textContent()).toBe('None (one column)');
    await check(page);
    await finish(page);
    expect((await stored('tasks')).map(({ title }) => title)[0]).toBe(line);
  });

  it('shows the messages of the service with labels', async () => {
    const { page } = await stage.open();
    await importing(page, 'Name,Stage,Mail\n,lead,a@example.com\nAda,VIP,b@example.com\n', { list: 'customers' });
    await check(page);
    await page.getByText('Row 2 lead: Name is required.').waitFor();
    await page.getByText('Row 3 Ada: Stage must be Lead, Active or Inactive.').waitFor();
  });
});

describe('a file from a spreadsheet', () => {
  it('changes only the edited row', async () => {
    await fill(stage.site, customers, [
      { name: 'Müller & Söhne', stage: 'lead', tags: ['Berlin, Mitte'], notes: 'a;b' },
      { name: 'Plain', stage: 'active', website: 'https://example.com/' },
    ]);
    const { page } = await stage.open();
    await page.goto(`${stage.site.url}/customers`);
    const [download] = await Promise.all([page.waitForEvent('download'), more(page, 'Export as CSV', 'Customers')]);
    await button(page, 'Close').last().click();
    // A file as German Excel saves it, with semicolons and in Windows-1252. One cell is edited.
    const rows = (await textOf(download)).slice(1).replace('Plain', 'Plöin').replaceAll('"a;b"', 'a;b').replaceAll('a;b', '"a;b"');
    const saved = rows.replace(/"[^"]*"|,/g, (part) => (part === ',' ? ';' : part));
    await more(page, 'Import CSV', 'Customers');
    await choose(page, Buffer.from(saved, 'latin1'));
    await page.getByText('The encoding of this file is a guess.').waitFor();
    expect(await page.getByLabel('Encoding').inputValue()).toBe('windows-1252');
    expect(await page.getByLabel('Delimiter').inputValue()).toBe(';');
    await check(page);
    expect(await figures(page)).toEqual(['0', '1', '1', '0']);
    await finish(page);
    expect((await stored('customers')).map(({ name }) => name).sort()).toEqual(['Müller & Söhne', 'Plöin']);
  });

  it('is read in the chosen encoding', async () => {
    const { page } = await stage.open();
    await importing(page, Buffer.concat([Buffer.from('title,Ort\n'), Buffer.from([0xa3, 0xf3, 0x64, 0x9f]), Buffer.from(',Porto\n')]));
    await page.getByRole('cell', { name: '£ódŸ' }).waitFor();
    await page.getByLabel('Field for “Ort”').selectOption('Notes');
    await page.getByLabel('Encoding').selectOption('windows-1250');
    await page.getByRole('cell', { name: 'Łódź' }).first().waitFor();
    await check(page);
    await finish(page);
    expect((await stored('tasks'))[0]).toMatchObject({ title: 'Łódź', notes: 'Porto' });
  });

  it('can be undone as a whole, and this does not undo an earlier change', async () => {
    const { page } = await stage.open();
    await fill(stage.site, tasks, [{ title: 'One' }]);
    await page.goto(`${stage.site.url}/tasks`);
    await page.getByRole('checkbox', { name: 'Done: One' }).click();
    await page.getByText('“One” is done').waitFor();
    await more(page, 'Import CSV', 'Tasks');
    await choose(page, 'title\nTwo\n');
    await check(page);
    await finish(page);
    await button(page, 'Close').last().click();
    await page.evaluate(() => (document.activeElement instanceof HTMLElement ? document.activeElement.blur() : undefined));
    await page.locator('body').press('Control+z');
    await page.getByText('Import of 1 task undone.').waitFor();
    expect((await stored('tasks')).find(({ title }) => title === 'One')).toMatchObject({ status: 'done' });
  });
});

describe('conversions of a column', () => {
  it('are shown with their results, and can be turned off', async () => {
    const { page } = await stage.open();
    await importing(page, 'Name,Stage,Website\nAda,Active,example.com\n', { list: 'customers' });
    await page.getByText('example.com → https://example.com').waitFor();
    expect(await page.getByLabel('Import “Active” as').inputValue()).toBe('active');
    await page.getByLabel('Format of “Website”').selectOption('Don’t convert');
    await check(page);
    await page.getByText('Row 2 Ada: Website').waitFor();
    await button(page, 'Back').click();
    await page.getByLabel('Format of “Website”').selectOption('Add https:// at the start');
    await check(page);
    await finish(page);
    expect((await stored('customers'))[0]).toMatchObject({ name: 'Ada', stage: 'active', website: 'https://example.com' });
  });

  it('must be chosen if a date is ambiguous', async () => {
    const { page } = await stage.open();
    await importing(page, 'Task Name,Due Date\nA,03/04/2026\n');
    await page.getByText('Choose the format of the column “Due Date”.').waitFor();
    expect(await button(page, 'Check 1 row').isDisabled()).toBe(true);
    await page.getByLabel('Format of “Due Date”').selectOption('Dates are day/month/year');
    await page.getByText('03/04/2026 → 2026-04-03').waitFor();
    await check(page);
    await finish(page);
    expect((await stored('tasks'))[0]).toMatchObject({ title: 'A', dueDate: '2026-04-03' });
  });

  it('accept the labels of the UI', async () => {
    const { page } = await stage.open();
    await importing(page, 'Title,Status,Priority\nA,In progress,Low\nB,DONE,High\n');
    await check(page);
    expect(await figures(page)).toEqual(['2', '0', '0', '0']);
  });
});

describe.each(DEVICES)('the mapping of columns on a %s', (device) => {
  it.each(['light', 'dark'] as const)('has no axe findings in %s', async (scheme) => {
    const { page } = await stage.open({ device, scheme });
    await importing(page, Buffer.from('Aufgabe;Frist;Status\nMüller;03/04/2026;To Do\n', 'latin1'));
    await page.getByLabel('Field for “Frist”').selectOption('dueDate');
    await page.getByText('Title is required: choose a column for it.').waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
  });
});

describe('exports of other tools', () => {
  it.each<[string, string, Readonly<Record<string, string>>]>([
    ['todoist', 'tasks', { 4: 'low', 1: 'high', 3: 'normal' }],
    ['trello', 'tasks', { 'To Do': 'open', Doing: 'in-progress' }],
    ['asana', 'tasks', { 'To do': 'open' }],
    ['jira', 'tasks', { 'To Do': 'open', Highest: 'high', Medium: 'normal' }],
    ['airtable', 'tasks', { Todo: 'open' }],
    ['hubspot', 'customers', { Customer: 'active' }],
  ])('%s: every row is imported', async (name, list, words) => {
    const { page } = await stage.open();
    await importing(page, await readFile(`test/public/csv/exports/${name}.csv`), { list });
    for (const [word, choice] of Object.entries(words)) await page.getByLabel(`Import “${word}” as`).selectOption(choice);
    await check(page);
    expect(await figures(page)).toEqual(['3', '0', '0', '0']);
    await finish(page);
  });
});
