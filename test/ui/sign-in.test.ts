import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { LOCAL_CLIENT, type SignInProvider, signInSettings, startSignInProvider } from '../../src/local/sign-in-provider.ts';
import { keepSigningKey } from '../../src/local/signing-key.ts';
import { freePort, temporaryFolder } from '../support/server-process.ts';
import { startBrowser, type Visit, visit } from './support/browser.ts';
import { type Site, startSite } from './support/site.ts';
import { untilShown } from './support/stage.ts';

let browser: Browser;
let provider: SignInProvider;
let site: Site;
let shown: Visit;
let temporary: Awaited<ReturnType<typeof temporaryFolder>>;

beforeEach(async () => {
  const [port, providerPort] = await Promise.all([freePort(), freePort()]);
  temporary = await temporaryFolder();
  browser = await startBrowser();
  site = await startSite({ port, env: { AUTH_MODE: 'jwt', RATE_LIMIT: 'off', ...signInSettings(providerPort) } });
  provider = await startSignInProvider({
    port: providerPort,
    clientId: LOCAL_CLIENT,
    redirectUris: [`${site.url}/`],
    signingKey: await keepSigningKey(temporary.folder),
  });
  shown = await visit(browser, { expected: /401/ });
}, 30_000);
afterEach(async () => {
  await browser?.close();
  await provider?.close();
  await site?.close();
  await temporary?.remove();
  expect(shown.faults).toEqual([]);
}, 30_000);

const signInAs = async (page: Page, name: string) => {
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name }).click();
};

describe('signing in', () => {
  it('comes back to where one was, and keeps the tokens out of every storage', async () => {
    const { page } = shown;
    await page.goto(`${site.url}/customers?stage=lead`);
    await signInAs(page, 'Ed Editor');
    await page.getByRole('heading', { name: 'No customer matches' }).waitFor();
    expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe('/customers?stage=lead');
    await page.getByText('editor').waitFor();
    const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]));
    expect(kept).not.toMatch(/eyJ|token/i);
  });

  it('is not asked again after a reload', async () => {
    const { page } = shown;
    await page.goto(site.url);
    await signInAs(page, 'Ed Editor');
    await page.getByRole('textbox', { name: 'Add a task' }).fill('Mine');
    await page.keyboard.press('Enter');
    await untilShown(page, ['Mine']);
    await page.reload();
    await untilShown(page, ['Mine']);
  });

  it('shows a viewer no controls that the service would refuse', async () => {
    const { page } = shown;
    await page.goto(site.url);
    await signInAs(page, 'Vera Viewer');
    await page.getByRole('heading', { name: 'No tasks yet' }).waitFor();
    await page.getByText('viewer').waitFor();
    for (const name of ['New task', 'Add a task']) expect(await page.getByLabel(name).count()).toBe(0);
    expect(await page.getByRole('link', { name: 'New task' }).count()).toBe(0);
    await page.keyboard.press('n');
    expect(new URL(page.url()).pathname).toBe('/tasks');
  });

  it('offers an editor no deletion for good', async () => {
    const { page } = shown;
    await page.goto(site.url);
    await signInAs(page, 'Ed Editor');
    await page.getByRole('textbox', { name: 'Add a task' }).fill('To be deleted');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'To be deleted' }).click();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByText('moved to the trash').waitFor();
    await page.getByRole('link', { name: 'Trash' }).first().click();
    await page.getByRole('link', { name: 'To be deleted' }).click();
    await page.getByRole('button', { name: 'Restore' }).waitFor();
    expect(await page.getByRole('button', { name: 'Delete for good' }).count()).toBe(0);
  });

  it('goes on where one was after the session has ended, with all that was typed', async () => {
    const { page } = shown;
    await page.goto(`${site.url}/tasks/new`);
    await signInAs(page, 'Ed Editor');
    await page.getByRole('textbox', { name: 'Title needed' }).fill('Typed before it ended');
    // The service no longer takes the token, and the issuer renews none.
    await page.route('**/api/v1/**', async (route) => await route.fulfill({ status: 401, body: '{}' }));
    await page.route(`**/token`, async (route) => {
      await route.fulfill({ status: 400, contentType: 'application/json', body: '{"error":"invalid_grant"}' });
    });
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('heading', { name: 'Your session has ended' }).waitFor();
    await page.unrouteAll();
    page.once('dialog', (dialog) => void dialog.accept());
    await page.getByRole('dialog', { name: 'Your session has ended' }).getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('This is what you typed before and did not save.').waitFor();
    expect(await page.getByRole('textbox', { name: 'Title needed' }).inputValue()).toBe('Typed before it ended');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await untilShown(page, ['Typed before it ended']);
  });

  it('renews the token without a word', async () => {
    const { page } = shown;
    await page.goto(site.url);
    await signInAs(page, 'Ed Editor');
    await page.getByRole('textbox', { name: 'Add a task' }).waitFor();
    await page.clock.install();
    await page.clock.fastForward(62 * 60 * 1000);
    const [renewal] = await Promise.all([
      page.waitForRequest((request) => request.url().endsWith('/token')),
      page.getByRole('link', { name: 'Customers' }).click(),
    ]);
    expect(renewal.postData()).toContain('grant_type=refresh_token');
    await page.getByRole('heading', { name: 'No customers yet' }).waitFor();
  });

  it('signs out in every tab and at the issuer', async () => {
    const { page } = shown;
    await page.goto(site.url);
    await signInAs(page, 'Ada Admin');
    await page.getByRole('textbox', { name: 'Add a task' }).waitFor();
    const other = await page.context().newPage();
    await other.goto(site.url);
    await other.getByRole('textbox', { name: 'Add a task' }).waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    // The issuer asks whether its own session is meant too.
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('Sign in to see and change your records.').waitFor();
    await other.getByText('Sign in to see and change your records.').waitFor();
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('button', { name: 'Vera Viewer' }).waitFor();
  });
});
