import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { customers } from '../../src/records/customers.ts';
import { accessibilityFindings } from './support/accessibility.ts';
import { fill, fillWithTasks } from './support/fill.ts';
import { setStage, untilShown } from './support/stage.ts';

const stage = setStage();
beforeEach(async () => {
  await fill(stage.site, customers, [{ name: 'Acme', stage: 'lead' }]);
  await fillWithTasks(stage.site, [{ title: 'One' }, { title: 'Two', tags: ['a'] }, { title: 'Three' }]);
});

const cellOf = (page: Page, title: string, field: string): Locator =>
  page
    .locator('.row, .card')
    .filter({ has: page.getByRole('link', { name: title, exact: true }) })
    .locator(`[data-field="${field}"]`);
const stored = async (title: string) => {
  const response = await fetch(`${stage.site.url}/api/v1/tasks?q=${title}`);
  const { items }: { items: Record<string, unknown>[] } = JSON.parse(await response.text());
  return items.find((item) => item['title'] === title);
};
const untilStored = async (title: string, values: Readonly<Record<string, unknown>>) => {
  for (const end = Date.now() + 5_000; Date.now() < end; ) {
    const record = await stored(title);
    if (Object.entries(values).every(([name, value]) => JSON.stringify(record?.[name]) === JSON.stringify(value))) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  expect(await stored(title)).toMatchObject(values);
};

describe('changing a field in the list', () => {
  it('changes choices, dates, tags, people and references by click, and undoes the last', async () => {
    const { page } = await stage.open({ device: 'desktop' });
    await page.goto(`${stage.site.url}/tasks?columns=priority,dueDate,tags`);
    await untilShown(page, ['Three', 'Two', 'One']);
    await page
      .getByRole('button', { name: 'New task' })
      .or(page.getByRole('link', { name: 'New task' }))
      .waitFor();

    await cellOf(page, 'Two', 'priority').click();
    await page.getByRole('dialog', { name: 'Priority' }).getByRole('combobox').selectOption('high');
    await untilStored('Two', { priority: 'high' });
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(new URL(page.url()).pathname).toBe('/tasks');

    await cellOf(page, 'Two', 'dueDate').click();
    await page.getByRole('dialog', { name: 'Due date' }).getByLabel('Due date').fill('2031-02-03');
    await page.keyboard.press('Enter');
    await untilStored('Two', { dueDate: '2031-02-03' });

    await cellOf(page, 'Two', 'tags').click();
    await page.getByRole('dialog', { name: 'Tags' }).waitFor();
    await page.keyboard.type('b');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await untilStored('Two', { tags: ['a', 'b'] });

    await page.goto(`${stage.site.url}/tasks?columns=assignee,customer`);
    await page.getByRole('link', { name: 'New task' }).waitFor();
    await cellOf(page, 'Two', 'assignee').click();
    await page.getByRole('dialog', { name: 'Assignee' }).getByRole('combobox').selectOption({ label: 'Me' });
    await untilStored('Two', { assignee: 'local' });

    await cellOf(page, 'Two', 'customer').click();
    await page.keyboard.type('Acm');
    await page.getByRole('option', { name: 'Acme' }).click();
    await cellOf(page, 'Two', 'customer').getByText('Acme').waitFor();

    await page.getByText('“Two” saved').last().waitFor();
    await page.locator('body').press('Control+z');
    await cellOf(page, 'Two', 'customer').getByText('Acme').waitFor({ state: 'detached' });
    await untilStored('Two', { customer: undefined, assignee: 'local' });
  });

  it('moves with the arrow keys, replaces a value by typing, cancels with Escape, and continues with Tab', async () => {
    const { page } = await stage.open({ device: 'desktop' });
    await page.goto(`${stage.site.url}/tasks?columns=notes,dueDate,tags`);
    await page.getByRole('link', { name: 'New task' }).waitFor();
    await page.getByRole('link', { name: 'Three', exact: true }).focus();
    for (const key of ['ArrowDown', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowLeft', 'ArrowRight']) await page.keyboard.press(key);
    await page.keyboard.press('z');
    await page.getByRole('dialog', { name: 'Tags' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.type('Hello');
    await page.getByRole('dialog', { name: 'Notes' }).waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.keyboard.press('Tab');
    await page.getByRole('dialog', { name: 'Due date' }).waitFor();
    await untilStored('Two', { notes: 'Hello', tags: ['a'] });
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'Two', exact: true }).focus();
    await page.keyboard.press('F2');
    await page.getByRole('dialog', { name: 'Title' }).getByRole('textbox').fill('');
    await page.keyboard.press('Enter');
    await page.getByText('Required.').waitFor();
    await page.getByRole('dialog', { name: 'Title' }).getByRole('textbox').fill('Two!');
    await page.keyboard.press('Enter');
    await untilShown(page, ['Three', 'Two!', 'One']);
    await page.getByRole('link', { name: 'Three', exact: true }).focus();
    await page.keyboard.press('Shift+ArrowDown');
    await page.getByText('2 selected').waitFor();
    await page.keyboard.press('Shift+ArrowUp');
    await page.getByText('1 selected').waitFor();
  });

  it('asks which value to keep if someone else changed the same field, and keeps their other changes', async () => {
    const { page } = await stage.open({ device: 'desktop', expected: /412/ });
    await page.goto(`${stage.site.url}/tasks?columns=notes,dueDate`);
    await page.getByRole('link', { name: 'New task' }).waitFor();
    const { id } = (await stored('One')) ?? {};
    const change = async (body: object) =>
      await fetch(`${stage.site.url}/api/v1/tasks/${id}`, {
        method: 'PATCH',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      });
    await cellOf(page, 'One', 'notes').click();
    await change({ notes: 'theirs', dueDate: '2030-01-01' });
    await page.keyboard.type('mine');
    await page.keyboard.press('Enter');
    await page.getByRole('radio', { name: 'mine' }).check();
    await page.getByRole('button', { name: 'Save merged version' }).click();
    await untilStored('One', { notes: 'mine', dueDate: '2030-01-01' });
    await change({ dueDate: '2030-02-02' });
    await cellOf(page, 'One', 'notes').click();
    await page.keyboard.press('Control+a');
    await page.keyboard.type('again');
    await page.getByRole('heading', { name: 'Tasks' }).click();
    await untilStored('One', { notes: 'again', dueDate: '2030-02-02' });
    await page.getByText('“One” saved').last().waitFor();
    await page.locator('body').press('Control+z');
    await untilStored('One', { notes: 'mine', dueDate: '2030-02-02' });
  });

  it('opens a sheet on a phone', async () => {
    const { page } = await stage.open({ device: 'phone' });
    await page.goto(`${stage.site.url}/tasks`);
    await untilShown(page, ['Three', 'Two', 'One']);
    await cellOf(page, 'Two', 'priority').click();
    const sheet = page.getByRole('dialog', { name: 'Priority' });
    await sheet.getByRole('combobox').selectOption('high');
    expect(await accessibilityFindings(page)).toEqual([]);
    await sheet.getByRole('button', { name: 'Save' }).click();
    await untilStored('Two', { priority: 'high' });
    await cellOf(page, 'Two', 'priority').click();
    await sheet.getByRole('button', { name: 'Cancel' }).click();
    await sheet.waitFor({ state: 'detached' });
  });
});
