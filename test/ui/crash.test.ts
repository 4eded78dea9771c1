import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { freePort, type ServerProcess, startServerProcess, temporaryFolder } from '../support/server-process.ts';
import { type Device, type Visit, visit } from './support/browser.ts';
import { startBrowser } from './support/chromium.ts';
import { DEVICES, untilShown } from './support/stage.ts';

let browser: Browser;
let server: ServerProcess;
let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
let env: Record<string, string>;
let shown: Visit;

const start = async () => await startServerProcess({ env, entry: 'dist/server/server.mjs' });
const open = async (device: Device) => {
  shown = await visit(browser, { device, expected: /Failed to load|net::ERR/ });
  return shown.page;
};

beforeEach(async () => {
  temporary = await temporaryFolder();
  env = { PORT: String(await freePort()), DATABASE: 'embedded', DATA_DIR: temporary.folder };
  [server, browser] = await Promise.all([start(), startBrowser()]);
}, 30_000);
afterEach(async () => {
  await browser?.close();
  await server?.end('SIGKILL');
  await temporary?.remove();
  expect(shown.faults).toEqual([]);
}, 30_000);

describe.each(DEVICES)('a form on a %s, whose server is killed', (device) => {
  it('saves the input as soon as the server is back', async () => {
    const page = await open(device);
    await page.goto(`${server.url}/tasks`);
    await page.getByRole('textbox', { name: 'Add a task' }).fill('To be changed');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'To be changed' }).click();
    await page.getByRole('textbox', { name: 'Notes' }).fill('Typed while');
    await server.end('SIGKILL');
    await page.getByRole('textbox', { name: 'Notes' }).pressSequentially(' it died');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Your changes are kept on this device and saved when it is back.').waitFor();
    server = await start();
    await page.getByText('“To be changed” saved').waitFor({ timeout: 15_000 });
    await page.getByRole('link', { name: 'To be changed' }).click();
    expect(await page.getByRole('textbox', { name: 'Notes' }).inputValue()).toBe('Typed while it died');
  }, 40_000);

  it('loses no input if the page is closed before the server is back', async () => {
    const page = await open(device);
    await page.goto(`${server.url}/customers/new`);
    await page.getByRole('textbox', { name: 'Name (required)' }).fill('Ada');
    await page.getByRole('textbox', { name: 'Address' }).fill('Line one\nLine two');
    await server.end('SIGKILL');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('button', { name: 'Saving… (Cancel)' }).waitFor();
    const again = await page.context().newPage();
    await page.close();
    server = await start();
    await again.goto(`${server.url}/customers/new`);
    await again.getByText('Restored your unsaved draft.').waitFor();
    expect(await again.getByRole('textbox', { name: 'Address' }).inputValue()).toBe('Line one\nLine two');
    await again.getByRole('button', { name: 'Save', exact: true }).click();
    await untilShown(again, ['Ada']);
  }, 40_000);
});
