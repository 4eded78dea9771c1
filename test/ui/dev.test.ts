import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { freePort, type ServerProcess, startServerProcess, temporaryFolder } from '../support/server-process.ts';
import { type Visit, visit } from './support/browser.ts';
import { startBrowser } from './support/chromium.ts';
import { titlesOf, untilComplete } from './support/stage.ts';

// These tests do not use the built UI: `npm run dev` serves each module separately.
let browser: Browser;
let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
let server: ServerProcess;
let shown: Visit;

beforeEach(async () => {
  temporary = await temporaryFolder();
  const env = { DATA_DIR: temporary.folder, SIGN_IN_PORT: String(await freePort()) };
  [browser, server] = await Promise.all([startBrowser(), startServerProcess({ entry: 'src/dev.ts', env })]);
  shown = await visit(browser);
});
afterEach(async () => {
  await browser.close();
  await server.end('SIGTERM');
  await temporary.remove();
  // Runs also after a timeout, because the faults can show the reason.
  expect(shown.faults).toEqual([]);
});

it('the UI of npm run dev shows the samples and adds a record, and none of its requests fails', async () => {
  const { page, faults } = shown;
  let answers = 0;
  page.on('response', (response) => {
    answers++;
    if (response.status() >= 400) faults.push(`${response.status()}: ${response.url()}`);
  });
  await page.goto(server.url);
  await untilComplete(page, '30 tasks');
  const samples = await titlesOf(page);
  expect(samples).toHaveLength(30);

  const line = page.getByRole('textbox', { name: 'Add a task' });
  await line.fill('Water the plants');
  await line.press('Enter');
  await untilComplete(page, '31 tasks');
  expect(await titlesOf(page)).toEqual(['Water the plants', ...samples]);
  await page.reload();
  await untilComplete(page, '31 tasks');
  expect((await titlesOf(page))[0]).toBe('Water the plants');

  // Makes sure that the test saw the requests of the page.
  expect(answers).toBeGreaterThan(50);
});
