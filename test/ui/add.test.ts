import { describe, expect, it } from '@jest/globals';
import { DEVICES, setStage, titlesOf, untilShown } from './support/stage.ts';

const stage = setStage();

describe.each(DEVICES)('adding records on a %s', (device) => {
  it('adds a line, keeps the focus in the field and accepts the next line', async () => {
    const { page } = await stage.open({ device });
    await page.goto(`${stage.site.url}/tasks`);
    const line = page.getByRole('textbox', { name: 'Add a task' });
    await line.fill('Water the plants');
    await line.press('Enter');
    await untilShown(page, ['Water the plants']);
    await line.pressSequentially('Feed the cat');
    await line.press('Enter');
    await untilShown(page, ['Feed the cat', 'Water the plants']);
    expect(await line.inputValue()).toBe('');
    expect(await line.evaluate((element) => element === document.activeElement)).toBe(true);
  });

  it('shows the error of a line and keeps the line', async () => {
    const { page } = await stage.open({ device });
    await page.goto(`${stage.site.url}/tasks`);
    const line = page.getByRole('textbox', { name: 'Add a task' });
    await line.fill('x'.repeat(201));
    await line.press('Enter');
    await page.getByText('Too long: 201 of 200 characters.').waitFor();
    expect(await line.inputValue()).toHaveLength(201);
    expect(await titlesOf(page)).toEqual([]);
  });

  it('checks the form by the definition, and shows each error beside its field', async () => {
    const { page } = await stage.open({ device });
    await page.goto(`${stage.site.url}/customers`);
    await page.getByRole('link', { name: 'New customer' }).click();
    await page.getByRole('textbox', { name: 'E-mail' }).fill('nobody');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Must be an e-mail address such as ada@example.com.').waitFor();
    const name = page.getByRole('textbox', { name: 'Name (required)' });
    expect(await name.getAttribute('aria-invalid')).toBe('true');
    expect(await name.evaluate((element) => element === document.activeElement)).toBe(true);
    expect(await stage.site.services.store.count(scopeOf('customers'), everything)).toMatchObject({ count: 0 });
  });

  it('shows the errors of the service beside their fields', async () => {
    const { page } = await stage.open({ device, expected: /422/ });
    await page.route('**/api/v1/tasks', async (route) => {
      const errors = [{ in: 'body', pointer: '/title', code: 'taken', detail: 'is taken' }];
      await route.fulfill({ status: 422, contentType: 'application/problem+json', body: JSON.stringify({ title: 'No', errors }) });
    });
    await page.goto(`${stage.site.url}/tasks/new`);
    await page.getByRole('textbox', { name: 'Title (required)' }).fill('A title');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Is taken.').waitFor();
  });

  it('keeps a line that the service refuses, also after a reload, until it is corrected', async () => {
    const { page } = await stage.open({ device, expected: /422/ });
    await page.route('**/api/v1/tasks', async (route) => {
      if (route.request().method() !== 'POST') return await route.continue();
      await route.fulfill({ status: 422, contentType: 'application/problem+json', body: '{"detail":"Not on a Sunday."}' });
    });
    await page.goto(`${stage.site.url}/tasks`);
    const line = page.getByRole('textbox', { name: 'Add a task' });
    await line.fill('Mow the lawn');
    await line.press('Enter');
    await line.fill('The next one');
    await page.getByText('“Mow the lawn” was not added: Not on a Sunday.').waitFor();
    await page.unrouteAll();
    await page.reload();
    expect(await line.inputValue()).toBe('The next one');
    await line.press('Enter');
    await untilShown(page, ['The next one']);
    await page.getByRole('button', { name: 'Edit again' }).click();
    expect(await line.inputValue()).toBe('Mow the lawn');
    await line.press('Enter');
    await untilShown(page, ['Mow the lawn', 'The next one']);
    expect(await page.getByText('was not added').count()).toBe(0);
  });

  it('saves and opens an empty form with “Save and new”', async () => {
    const { page } = await stage.open({ device });
    await page.goto(`${stage.site.url}/customers/new`);
    await page.getByRole('textbox', { name: 'Name (required)' }).fill('Ada');
    await page.getByRole('textbox', { name: 'Tags' }).fill('one, two,');
    await page.getByRole('button', { name: 'Save and new' }).click();
    await page.getByText('“Ada” saved').waitFor();
    const name = page.getByRole('textbox', { name: 'Name (required)' });
    expect(await name.inputValue()).toBe('');
    await page.waitForFunction(() => document.activeElement?.id === 'field-name');
    await name.fill('Grace');
    await name.press('Control+Enter');
    await untilShown(page, ['Grace', 'Ada']);
    await page.waitForFunction(() => document.activeElement?.textContent === 'Grace');
  });

  it('gives a new record the values of the filters', async () => {
    const { page } = await stage.open({ device });
    await page.goto(`${stage.site.url}/tasks?status=in-progress&tags=home`);
    await page.getByRole('textbox', { name: 'Add a task' }).fill('Paint the door');
    await page.keyboard.press('Enter');
    await untilShown(page, ['Paint the door']);
    await page.reload();
    await untilShown(page, ['Paint the door']);
  });
});

function scopeOf(name: string) {
  const type = stage.site.services.recordTypes.find((candidate) => candidate.name === name);
  if (type === undefined) throw new RangeError(`there is no type ${name}`);
  return { workspace: 'local', type };
}

const everything = { filters: [], words: [], trashed: false, sort: { field: 'createdAt', descending: true } };
