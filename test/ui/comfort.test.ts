import { beforeEach, describe, expect, it } from '@jest/globals';
import { accessibilityFindings } from './support/accessibility.ts';
import { fillWithTasks } from './support/fill.ts';
import { DEVICES, setStage, untilShown } from './support/stage.ts';

const stage = setStage();
beforeEach(async () => {
  await fillWithTasks(stage.site, [{ title: 'One' }, { title: 'Two' }, { title: 'Three' }]);
});

describe('the keyboard', () => {
  it('is enough to move in the list, and to open, close, select, complete and delete records', async () => {
    const { page } = await stage.open();
    await page.goto(`${stage.site.url}/tasks`);
    await untilShown(page, ['Three', 'Two', 'One']);
    const focused = async () => await page.evaluate(() => document.activeElement?.textContent);
    await page.getByRole('textbox', { name: 'Add a task' }).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    expect(await focused()).toBe('Two');
    await page.keyboard.press('k');
    expect(await focused()).toBe('Three');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Three' }).waitFor();
    await page.keyboard.press('j');
    await page.getByRole('heading', { name: 'Two' }).waitFor();
    await page.keyboard.press('j');
    await page.getByRole('heading', { name: 'One' }).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    await page.getByRole('heading', { name: 'Two' }).waitFor();
    await page.keyboard.press('k');
    await page.getByRole('heading', { name: 'Three' }).waitFor();
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => document.activeElement?.textContent === 'Three');
    await page.keyboard.press('p');
    await page.getByRole('dialog', { name: 'Priority' }).getByRole('combobox').selectOption('high');
    await page.getByRole('row').filter({ hasText: 'Three' }).getByText('High').waitFor();
    await page.keyboard.press('Control+z');
    await page.getByText('Changes to “Three” undone').waitFor();
    await page.keyboard.press('d');
    await page.getByRole('button', { name: 'Done 1', exact: true }).waitFor();
    await page.keyboard.press('x');
    await page.getByText('1 selected').waitFor();
    await page.keyboard.press('Escape');
    expect(await page.getByText('1 selected').count()).toBe(0);
    await page.keyboard.press('Delete');
    await untilShown(page, ['Two', 'One']);
    expect(await focused()).toBe('Two');
    await page.keyboard.press('Control+z');
    await untilShown(page, ['Three', 'Two', 'One']);
  });

  it('has shortcuts for the search, a new record and the list of shortcuts, but not while typing', async () => {
    const { page } = await stage.open();
    await page.goto(`${stage.site.url}/tasks`);
    await page.getByRole('textbox', { name: 'Add a task' }).waitFor();
    await page.keyboard.press('?');
    await page.getByRole('heading', { name: 'Keyboard shortcuts' }).waitFor();
    await page.getByText('change: Assignee').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
    await page.getByRole('heading', { name: 'Keyboard shortcuts' }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('q');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('quick-add');
    await page.keyboard.press('Escape');
    await page.keyboard.press('/');
    await page.keyboard.type('n?');
    expect(await page.getByRole('searchbox').inputValue()).toBe('n?');
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.getByRole('searchbox').fill('');
    await page.keyboard.press('Escape');
    await page.keyboard.press('n');
    await page.getByRole('heading', { name: 'New task' }).waitFor();
    await page.keyboard.type('n');
    expect(await page.getByRole('textbox', { name: 'Title (required)' }).inputValue()).toBe('n');
  });

  it('opens the command palette, which finds pages, actions and records', async () => {
    const { page } = await stage.open();
    await page.goto(`${stage.site.url}/tasks`);
    await untilShown(page, ['Three', 'Two', 'One']);
    await page.getByRole('searchbox').press('Control+k');
    const palette = page.getByRole('dialog', { name: 'Commands' });
    await palette.waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    const input = palette.getByRole('combobox');
    const chosen = palette.getByRole('option', { selected: true });
    expect(await chosen.textContent()).toBe('Tasks');
    await page.keyboard.press('ArrowUp');
    expect(await chosen.textContent()).toBe('API documentation');
    await page.keyboard.press('Escape');
    await palette.waitFor({ state: 'detached' });
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('search');

    await page.keyboard.press('Control+k');
    await page.keyboard.type('cust');
    expect(await chosen.textContent()).toBe('Customers');
    expect(await input.getAttribute('aria-activedescendant')).toBe(await chosen.getAttribute('id'));
    await page.keyboard.press('Enter');
    await page.waitForURL('**/customers');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('Two');
    await palette.getByRole('group', { name: 'Tasks' }).getByRole('option', { name: 'Two' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Two' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('dark');
    await page.keyboard.press('Enter');
    expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('import');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Import tasks' }).waitFor();
  });

  it('has a link to skip to the list', async () => {
    const { page } = await stage.open();
    await page.goto(`${stage.site.url}/tasks`);
    await untilShown(page, ['Three', 'Two', 'One']);
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the list');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.activeElement?.id === 'list-title');
  });
});

describe.each(DEVICES)('the page on a %s', (device) => {
  it('opens the command palette from the menu of the list', async () => {
    const { page } = await stage.open({ device });
    await page.goto(`${stage.site.url}/tasks`);
    await page.locator('summary[aria-label="More actions for Tasks"]').click();
    await page.getByRole('button', { name: 'Go to…' }).click();
    const palette = page.getByRole('dialog', { name: 'Commands' });
    await palette.getByRole('combobox').fill('one');
    await palette.getByRole('option', { name: 'One', exact: true }).click();
    await page.getByRole('heading', { name: 'One' }).waitFor();
  });

  it('keeps the chosen theme after a reload', async () => {
    const { page } = await stage.open({ device });
    await page.goto(`${stage.site.url}/tasks`);
    await page.getByRole('button', { name: 'Theme: Auto' }).click();
    await page.getByRole('button', { name: 'Theme: Light' }).click();
    await page.reload();
    await page.getByRole('button', { name: 'Theme: Dark' }).waitFor();
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)).toBe('rgb(23, 24, 22)');
  });

  it('shows that the service is unavailable, keeps a new record, and later sends it once', async () => {
    const { page } = await stage.open({ device, expected: /Failed to load/ });
    await page.goto(`${stage.site.url}/tasks`);
    const line = page.getByRole('textbox', { name: 'Add a task' });
    await line.waitFor();
    await page.context().setOffline(true);
    await page.getByText('Can’t reach the server.').waitFor();
    await line.fill('Written on the train');
    await line.press('Enter');
    await page.getByText('1 waiting to be sent').waitFor();
    await page.context().setOffline(false);
    await untilShown(page, ['Written on the train', 'Three', 'Two', 'One']);
    await page.getByText('Can’t reach the server.').waitFor({ state: 'detached' });
  });

  it('retries after a reset connection until the service is available again', async () => {
    const { page } = await stage.open({ device, expected: /Failed to load|net::ERR/ });
    let broken = 0;
    await page.route('**/api/**', async (route) => {
      if (broken > 8) return await route.continue();
      broken++;
      await route.abort('connectionreset');
    });
    await page.goto(`${stage.site.url}/tasks`);
    await page.getByText('Can’t reach the server.').waitFor();
    await untilShown(page, ['Three', 'Two', 'One']);
    await page.getByText('Can’t reach the server.').waitFor({ state: 'detached' });
  });

  it('offers a reload if a part of the page could not be loaded', async () => {
    const { page } = await stage.open({ device, expected: /Failed to load|net::ERR|preload|dynamically imported/ });
    await page.route('**/assets/late-*.js', async (route) => await route.abort('connectionreset'));
    await page.goto(`${stage.site.url}/tasks`);
    await page.getByText('Part of this page could not be loaded.').waitFor();
    await page.unrouteAll();
    await page.getByRole('button', { name: 'Reload' }).click();
    await page.getByRole('textbox', { name: 'Add a task' }).waitFor();
  });

  it('shows the local user if no sign-in is needed', async () => {
    const { page } = await stage.open({ device });
    await page.goto(`${stage.site.url}/tasks`);
    await page.getByText('local', { exact: true }).waitFor();
  });

  it('shows that the connection is slow', async () => {
    const { page } = await stage.open({ device });
    await page.route('**/api/v1/tasks?*', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 3_600));
      await route.continue();
    });
    await page.goto(`${stage.site.url}/tasks`);
    await page.getByText('The connection is slow').waitFor();
    await untilShown(page, ['Three', 'Two', 'One']);
    await page.getByText('The connection is slow').waitFor({ state: 'detached' });
  });

  it('shows a skeleton only if the list takes longer than 200 ms', async () => {
    const { page } = await stage.open({ device });
    await page.route('**/api/v1/tasks?*', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      await route.continue();
    });
    await page.goto(`${stage.site.url}/tasks`);
    const skeleton = page.locator('.skeleton');
    expect(await skeleton.evaluate((element) => getComputedStyle(element).animationDelay)).toBe('0.2s');
    await untilShown(page, ['Three', 'Two', 'One']);
    expect(await skeleton.count()).toBe(0);
  });
});
