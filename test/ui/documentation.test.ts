import { describe, expect, it } from '@jest/globals';
import { PROBLEMS } from '../../src/http/problem.ts';
import { recordTypes } from '../../src/records/index.ts';
import { accessibilityFindings } from './support/accessibility.ts';
import { fillWithTasks } from './support/fill.ts';
import { DEVICES, setStage } from './support/stage.ts';

// The stage fails a test if a page violates the content security policy or writes to the console.
const stage = setStage();

const LIST = '/docs/#/Tasks/listTasks';

describe.each(DEVICES)('the API documentation on a %s', (device) => {
  it('shows every type, and sends no requests to other sites', async () => {
    const { page } = await stage.open({ device });
    const foreign: string[] = [];
    page.on('request', (request) => {
      if (!/^(data|blob):/.test(request.url()) && new URL(request.url()).origin !== stage.site.url) foreign.push(request.url());
    });
    await page.goto(`${stage.site.url}/docs/`);
    await page.getByRole('heading', { level: 2 }).first().waitFor();
    const tags = await page.getByRole('heading', { level: 2 }).allTextContents();
    expect(tags).toEqual([...recordTypes.map(({ title }) => title), 'Views', 'Reports', 'Changes', 'People', 'Service']);
    expect(foreign).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  });

  it.each(['light', 'dark'] as const)('sends a request, shows the answer and has no axe findings in %s', async (scheme) => {
    await fillWithTasks(stage.site, [{ title: 'Seen from the page of the API' }]);
    const { page } = await stage.open({ device, scheme });
    await page.goto(stage.site.url + LIST);
    const operation = page.getByRole('region', { name: 'List tasks' });
    await operation.getByRole('textbox', { name: 'limit query', exact: true }).fill('1');
    await operation.getByRole('button', { name: 'Send request' }).click();
    const answer = operation.getByRole('status');
    await answer.getByText('Seen from the page of the API').waitFor();
    expect(await answer.locator('.status').textContent()).toBe('200 OK');
    for (const content of await operation.locator('.response summary').all()) await content.click();
    expect(await accessibilityFindings(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  });
});

describe('the API documentation', () => {
  it('sends a body and a token, and shows the error of the service', async () => {
    const { page } = await stage.open({ expected: /status of 422/ });
    await page.goto(`${stage.site.url}/docs/`);
    await page.getByLabel('Find an operation').fill('create one task');
    await page.getByLabel('Access token, if the service needs one').fill('secret');
    const operation = page.getByRole('region', { name: 'Create one task' });
    await operation.getByRole('button', { name: 'Create one task' }).click();
    expect(new URL(page.url()).hash).toBe('#/Tasks/createTask');
    const send = async (body: string) => {
      await operation.getByLabel('Body of the request').fill(body);
      const sent = page.waitForRequest((request) => request.method() === 'POST');
      await operation.getByRole('button', { name: 'Send request' }).click();
      return (await sent).headers()['authorization'];
    };
    expect(await send('{"title": "From the page"}')).toBe('Bearer secret');
    await operation.getByText('201 Created').waitFor();
    await send('{"title": 1}');
    await operation.getByText('422 Unprocessable Entity').waitFor();
    expect(await operation.getByRole('status').locator('.body').textContent()).toContain('must be a string');
  });
});

describe('the problem pages', () => {
  it('explain each problem on its own page', async () => {
    const { page } = await stage.open();
    await page.goto(`${stage.site.url}/problems/`);
    expect(await page.locator('h2').allTextContents()).toEqual(Object.keys(PROBLEMS));
    expect(await page.getByRole('link', { name: 'version-conflict' }).getAttribute('href')).toBe('/problems/version-conflict');
  });
});
