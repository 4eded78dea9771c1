import { readFile } from 'node:fs/promises';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Download, Page } from 'playwright-core';
import { fillWithTasks } from './support/fill.ts';
import { DEVICES, setStage, titlesOf, untilShown } from './support/stage.ts';

const stage = setStage();
beforeEach(async () => {
  await fillWithTasks(stage.site, [
    ...Array.from({ length: 120 }, (_, place) => ({ title: `Task ${place + 1}`, tags: place < 3 ? ['few'] : ['many'] })),
    { title: '=1+1, "quoted"', tags: ['few'] },
  ]);
});

const more = async (page: Page, item: string) => {
  await page.getByLabel('More for Tasks').click();
  await page.getByRole('button', { name: item }).click();
};
const textOf = async (download: Download) => await readFile(await download.path(), 'utf8');

describe.each(DEVICES)('CSV on a %s', (device) => {
  it('exports the whole list, over several pages, with one header', async () => {
    const { page } = await stage.open({ device });
    await page.goto(`${stage.site.url}/tasks`);
    const [download] = await Promise.all([page.waitForEvent('download'), more(page, 'Export as CSV')]);
    await page.getByText('121 tasks saved as a file.').waitFor();
    const lines = (await textOf(download)).trimEnd().split('\r\n');
    expect(lines).toHaveLength(122);
    expect(lines.filter((line) => line.startsWith('id,'))).toHaveLength(1);
    expect(lines.filter((line) => line.includes(`"'=1+1, ""quoted"""`))).toHaveLength(1);
  });

  it('exports what the list is filtered by', async () => {
    const { page } = await stage.open({ device });
    await page.goto(`${stage.site.url}/tasks?tags=few`);
    const [download] = await Promise.all([page.waitForEvent('download'), more(page, 'Export as CSV')]);
    expect((await textOf(download)).trimEnd().split('\r\n')).toHaveLength(5);
  });

  it('can be stopped on the way', async () => {
    const { page } = await stage.open({ device });
    await page.route('**/api/v1/tasks?*cursor=*', async () => await new Promise(() => undefined));
    await page.goto(`${stage.site.url}/tasks`);
    await more(page, 'Export as CSV');
    await page.getByText('100 of 121 fetched').waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  it('imports after a look at what would happen, and gives back the rows that failed', async () => {
    const { page } = await stage.open({ device });
    await page.goto(`${stage.site.url}/tasks?tags=new`);
    await more(page, 'Import CSV');
    const buffer = Buffer.from(
      'What,Due date,Labels,Status\r\n"Plant, trees",2026-12-01,new,open\r\nPrune them,someday,new,open\r\nWater them,,new;wet,done\r\n',
    );
    await page.getByLabel('Choose a CSV file').setInputFiles({ name: 'trees.csv', mimeType: 'text/csv', buffer });
    // Two columns have names that the type knows.
    expect(await page.getByLabel('Where “Due date” goes').inputValue()).toBe('dueDate');
    await page.getByLabel('Where “What” goes').selectOption('title');
    await page.getByLabel('Where “Labels” goes').selectOption('tags');
    await page.getByRole('button', { name: 'Check 3 tasks' }).click();
    await page.getByText('nothing is written yet').waitFor();
    await page.getByText('Row 3 Prune them: dueDate must be a day').waitFor();
    expect(await titlesOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Import 2 tasks' }).click();
    await page.getByText('This is what happened.').waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save the failed rows' }).click(),
    ]);
    const [header, row, ...rest] = (await textOf(download)).split('\r\n');
    expect(header).toBe('What,Due date,Labels,Status,why it failed');
    expect(row).toMatch(/^Prune them,someday,new,open,.*dueDate/);
    expect(rest).toEqual([]);
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
    await page.getByText('That is all: 2 tasks').waitFor();
    expect([...(await titlesOf(page))].sort()).toEqual(['Plant, trees', 'Water them']);
  });

  it('stops an import where one wants, and gives back what is not in', async () => {
    const { page } = await stage.open({ device });
    await page.goto(`${stage.site.url}/tasks?tags=new`);
    await more(page, 'Import CSV');
    const rows = Array.from({ length: 250 }, (_, place) => `Row ${place + 1},new`);
    const buffer = Buffer.from(`title,tags\n${rows.join('\n')}\n`);
    await page.getByLabel('Choose a CSV file').setInputFiles({ name: 'many.csv', mimeType: 'text/csv', buffer });
    await page.getByRole('button', { name: 'Check 250 tasks' }).click();
    let sent = 0;
    let goOn = () => {};
    const held = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    await page.route('**/import', async (route) => {
      if (++sent === 2) await held;
      await route.continue();
    });
    await page.getByRole('button', { name: 'Import 250 tasks' }).click();
    await page.getByText('Importing: 100 of 250 rows').waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    goOn();
    await page.getByText('It stopped after row 201: You stopped it.').waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save the failed rows' }).click(),
    ]);
    const lines = (await textOf(download)).split('\r\n');
    expect(lines).toHaveLength(51);
    expect(lines[1]).toBe('Row 201,new,Not sent');
    expect(sent).toBe(2);
  });

  it('imports its own export as unchanged', async () => {
    const { page } = await stage.open({ device });
    await page.goto(`${stage.site.url}/tasks`);
    const [download] = await Promise.all([page.waitForEvent('download'), more(page, 'Export as CSV')]);
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
    await more(page, 'Import CSV');
    await page
      .getByLabel('Choose a CSV file')
      .setInputFiles({ name: 'same.csv', mimeType: 'text/csv', buffer: Buffer.from(await textOf(download)) });
    await page.getByRole('button', { name: 'Check 121 tasks' }).click();
    await page.getByText('nothing is written yet').waitFor();
    expect(await page.locator('.figures dd').allTextContents()).toEqual(['0', '0', '121', '0']);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await untilShown(page, await titlesOf(page));
  });

  it('says so when the file holds no rows', async () => {
    const { page } = await stage.open({ device });
    await page.goto(`${stage.site.url}/tasks`);
    await more(page, 'Import CSV');
    await page.getByLabel('Choose a CSV file').setInputFiles({ name: 'empty.csv', mimeType: 'text/csv', buffer: Buffer.from('title\n') });
    await page.getByText('“empty.csv” holds no rows below its header.').waitFor();
  });
});
