import { describe, expect, it } from '@jest/globals';
import { PROBLEMS } from '../../src/http/problem.ts';
import { recordTypes } from '../../src/records/index.ts';
import { fillWithTasks } from './support/fill.ts';
import { DEVICES, setStage } from './support/stage.ts';

// The stage sees to it that nothing breaks the content security policy and the console stays empty.
const stage = setStage();

/** Swagger UI says so of a list of dates, which it asks for as it does for texts. */
const NO_FIELD_OF_ITS_OWN = /Could not find component: JsonSchema_string_date/;
/** Swagger UI is big, and these tests have neighbours. */
const LOAD_MS = 12_000;

describe.each(DEVICES)('the page of the API on a %s', (device) => {
  it('shows every type, and asks nobody but this site', async () => {
    const { page } = await stage.open({ device });
    const foreign: string[] = [];
    page.on('request', (request) => {
      if (!/^(data|blob):/.test(request.url()) && new URL(request.url()).origin !== stage.site.url) foreign.push(request.url());
    });
    await page.goto(`${stage.site.url}/docs/`);
    await page.locator('.opblock').first().waitFor({ timeout: LOAD_MS });
    const tags = await page.locator('.opblock-tag a.nostyle').allTextContents();
    expect(tags).toEqual([...recordTypes.map(({ title }) => title), 'Changes', 'People', 'Service']);
    expect(foreign).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  });
});

describe('the page of the API', () => {
  it.each(['light', 'dark'] as const)('tries a request out and shows the answer, in %s', async (scheme) => {
    await fillWithTasks(stage.site, [{ title: 'Seen from the page of the API' }]);
    const { page } = await stage.open({ scheme, expected: NO_FIELD_OF_ITS_OWN });
    await page.goto(`${stage.site.url}/docs/#/Tasks/listTasks`);
    const operation = page.locator('#operations-Tasks-listTasks');
    await operation.locator('.opblock-body').waitFor({ timeout: LOAD_MS });
    await operation.getByRole('button', { name: 'Try it out' }).click();
    await operation.getByRole('button', { name: 'Execute' }).click();
    const answer = operation.locator('.live-responses-table .response');
    await answer.getByText('Seen from the page of the API').waitFor();
    expect(await answer.locator('.response-col_status').textContent()).toBe('200');
  });
});

describe('the pages of problems', () => {
  it('explain each problem on one page', async () => {
    const { page } = await stage.open();
    await page.goto(`${stage.site.url}/problems/`);
    expect(await page.locator('h2').allTextContents()).toEqual(Object.keys(PROBLEMS));
    expect(await page.getByRole('link', { name: 'version-conflict' }).getAttribute('href')).toBe('/problems/version-conflict');
  });
});
