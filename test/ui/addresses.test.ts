import { beforeEach, describe, expect, it } from '@jest/globals';
import { fillWithTasks } from './support/fill.ts';
import { DEVICES, setStage, titlesOf, untilComplete, untilShown } from './support/stage.ts';

const stage = setStage();
let id = '';
beforeEach(async () => {
  const [task] = await fillWithTasks(stage.site, [{ title: 'One' }, { title: 'Two', status: 'done', tags: ['Berlin, Mitte'] }]);
  id = task?.id ?? '';
});

describe('a URL', () => {
  it.each([
    'utm_source=mail&fbclid=x&gclid=1',
    'constructor=1',
    '__proto__[x]=1&__proto__=1',
    'toString[gte]=1&hasOwnProperty=2',
    'title[constructor]=1&status[eq]=done',
    'sort=constructor',
    'sort=nothing&unknown=1',
    'limit=1&cursor=abc&groupBy=status&dryRun=true',
  ])('may have unknown parameters: %s', async (query) => {
    const { page } = await stage.open();
    await page.goto(`${stage.site.url}/tasks?${query}`);
    await untilShown(page, ['Two', 'One']);
    expect(await page.locator('.chip').count()).toBe(0);
    // Links to other pages do not contain them.
    await page.getByRole('link', { name: 'One', exact: true }).click();
    await page.getByRole('textbox', { name: 'Title (required)' }).waitFor();
    expect(new URL(page.url()).search).toBe('');
  });

  it.each(['/', '/tasks', '/tasks?columns=status', '/tasks?status[ne]=done&sort=dueDate', '/tasks?dueDate[gte]=2026-01-31', '/customers'])(
    'requests the list of %s only once, before the app is loaded if possible',
    async (path) => {
      const { page } = await stage.open();
      const requests: string[] = [];
      page.on('request', (request) => requests.push(new URL(request.url()).pathname));
      await page.goto(stage.site.url + path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.waitForLoadState('networkidle');
      expect(requests.filter((request) => /^\/api\/v1\/(tasks|customers)$/.test(request))).toHaveLength(1);
      expect(requests).not.toContain('/config.json');
    },
  );
});

describe.each(DEVICES)('a URL on a %s', (device) => {
  it('can be saved as a view with a name, and the view can be changed and deleted', async () => {
    const { page } = await stage.open({ device });
    const shown = page.locator('.nav-view[aria-current=true]');
    const openForm = async () => await page.getByText('View', { exact: true }).click();
    await page.goto(`${stage.site.url}/tasks?status=done`);
    await openForm();
    await page.getByLabel('Name', { exact: true }).fill('Finished');
    await page.getByLabel('Only I can see it').check();
    await page.getByRole('button', { name: 'Save view' }).click();
    await page.getByText('View “Finished” saved').waitFor();
    expect(await shown.allTextContents()).toEqual(['Finished']);
    await page.goto(`${stage.site.url}/tasks?status=done&columns=tags`);
    await page.getByRole('link', { name: 'Finished (changed)' }).waitFor();
    await openForm();
    await page.getByRole('button', { name: 'Save changes to the view' }).click();
    await page.getByRole('link', { name: 'Finished', exact: true }).waitFor();
    await page.getByRole('link', { name: 'All', exact: true }).click();
    await untilShown(page, ['Two', 'One']);
    await page.getByRole('link', { name: 'Finished', exact: true }).click();
    await untilShown(page, ['Two']);
    expect(new URL(page.url()).search).toBe('?status=done&columns=tags');
    await page.getByRole('link', { name: 'All', exact: true }).click();
    await untilShown(page, ['Two', 'One']);
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog', { name: 'Commands' }).getByRole('combobox').fill('finished');
    await page.getByRole('option', { name: 'Tasks: Finished' }).click();
    await untilShown(page, ['Two']);
    expect(await shown.allTextContents()).toEqual(['Finished']);
    await openForm();
    await page.getByRole('button', { name: 'Delete view' }).click();
    await page.getByRole('button', { name: 'Click again to delete' }).click();
    await page.getByText('View “Finished” deleted').waitFor();
    expect(await page.getByRole('link', { name: 'Finished' }).count()).toBe(0);
  });

  it('selects a view in the sidebar, and its type remembers the view', async () => {
    const { page } = await stage.open({ device });
    await fillWithTasks(stage.site, [
      { title: 'Mine', assignee: 'local' },
      { title: 'Mine, done', assignee: 'local', status: 'done' },
    ]);
    await page.goto(`${stage.site.url}/tasks`);
    await page.getByRole('link', { name: 'My open tasks' }).click();
    await untilShown(page, ['Mine']);
    expect(new URL(page.url()).search).toBe('?assignee=me&status[ne]=done&sort=dueDate');
    expect(await page.locator('.nav-view[aria-current=true]').allTextContents()).toEqual(['My open tasks']);
    await page.getByRole('link', { name: 'Customers' }).click();
    await page.getByText('No customers yet').waitFor();
    expect(await page.locator('.nav-view').count()).toBe(0);
    await page.getByRole('navigation').getByRole('link', { name: 'Tasks', exact: true }).click();
    await untilShown(page, ['Mine']);
    await page.goto(stage.site.url);
    await untilShown(page, ['Mine']);
    await page.getByRole('link', { name: 'All', exact: true }).click();
    await untilShown(page, ['Mine, done', 'Mine', 'Two', 'One']);
  });

  it('keeps its filters if it also has unknown parameters', async () => {
    const { page } = await stage.open({ device });
    await page.goto(`${stage.site.url}/tasks?utm_source=mail&status=done&__proto__=1`);
    await untilShown(page, ['Two']);
    await page.goto(`${stage.site.url}/tasks?tags=Berlin%5C%2C%20Mitte`);
    await untilShown(page, ['Two']);
    await page.getByText('Tags include Berlin, Mitte').waitFor();
  });

  it.each(['/nothing', '/nothing/1', '/constructor', '/__proto__/x', '/tasks/a/b/c', '/toString?a=1'])(
    'shows “Page not found” for an unknown page: %s',
    async (path) => {
      const { page } = await stage.open({ device, expected: /404/ });
      await page.goto(stage.site.url + path);
      await page.getByRole('heading', { name: 'Page not found' }).waitFor();
      await page.getByRole('link', { name: 'Tasks' }).last().click();
      await untilShown(page, ['Two', 'One']);
    },
  );

  it('shows “Task not found” for an unknown record, and the page stays usable', async () => {
    const { page } = await stage.open({ device, expected: /404/ });
    for (const gone of ['00000000-0000-7000-8000-000000000000', 'constructor', 'x', '%00']) {
      await page.goto(`${stage.site.url}/tasks/${gone}`);
      await page.getByRole('heading', { name: 'Task not found' }).waitFor();
      await page.getByRole('button', { name: 'Close' }).click();
      await untilComplete(page);
    }
    expect(await titlesOf(page)).toEqual(['Two', 'One']);
  });

  it('can lead from a record to an unknown page and back', async () => {
    const { page } = await stage.open({ device, expected: /404/ });
    await page.goto(`${stage.site.url}/tasks/${id}`);
    await page.getByRole('heading', { name: 'One' }).waitFor();
    await page.evaluate(() => history.pushState(null, '', '/gone/1'));
    await page.evaluate(() => dispatchEvent(new PopStateEvent('popstate')));
    await page.getByRole('heading', { name: 'Page not found' }).waitFor();
    await page.goBack();
    await page.getByRole('heading', { name: 'One' }).waitFor();
    await page.evaluate(() => history.pushState(null, '', '/customers'));
    await page.evaluate(() => dispatchEvent(new PopStateEvent('popstate')));
    await page.getByRole('heading', { name: 'Customers', exact: true }).waitFor();
  });

  it('opens a record that another client deletes while the list is shown', async () => {
    const { page } = await stage.open({ device, expected: /404|412/ });
    await page.goto(`${stage.site.url}/tasks`);
    await untilShown(page, ['Two', 'One']);
    await fetch(`${stage.site.url}/api/v1/tasks/${id}?permanent=true`, { method: 'DELETE' });
    await page.getByRole('checkbox', { name: 'Done: One' }).click();
    await page.getByRole('alert').filter({ hasText: '“One” was not changed' }).waitFor();
    await page.getByRole('link', { name: 'One', exact: true }).click();
    await page.getByRole('textbox', { name: 'Notes' }).fill('Too late');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Someone moved this to the trash while you were editing.').waitFor();
    await page.getByRole('button', { name: 'Restore and save' }).click();
    await page.getByRole('alert').filter({ hasText: 'This task was deleted permanently.' }).first().waitFor();
  });
});
