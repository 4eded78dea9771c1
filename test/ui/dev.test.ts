import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { freePort, type ServerProcess, startServerProcess, temporaryFolder } from '../support/server-process.ts';
import { type Visit, visit } from './support/browser.ts';
import { startBrowser } from './support/chromium.ts';
import { titlesOf, untilComplete } from './support/stage.ts';

// Unlike everywhere else in this folder the UI is not built here: `npm run dev` serves each of its modules for itself.
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
  // Also after a test that waited in vain: the output shows why.
  expect(shown.faults).toEqual([]);
});

it('shows the samples and takes a line in the UI of npm run dev, and nothing that the page asks for fails', async () => {
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

  // What it says of requests would be empty if it did not see them.
  expect(answers).toBeGreaterThan(50);
});
