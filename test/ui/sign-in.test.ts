import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { issuerOn, LOCAL_CLIENT, type SignInProvider, signInSettings, startSignInProvider } from '../../src/local/sign-in-provider.ts';
import { keepSigningKey } from '../../src/local/signing-key.ts';
import { freePort, temporaryFolder } from '../support/server-process.ts';
import { accessibilityFindings } from './support/accessibility.ts';
import { type Visit, visit } from './support/browser.ts';
import { startBrowser } from './support/chromium.ts';
import { type Site, startSite } from './support/site.ts';
import { DEVICES, untilShown } from './support/stage.ts';

let browser: Browser;
let provider: SignInProvider;
let site: Site;
let shown: Visit;
let temporary: Awaited<ReturnType<typeof temporaryFolder>>;

beforeAll(async () => {
  browser = await startBrowser();
}, 30_000);
beforeEach(async () => {
  const [port, providerPort] = await Promise.all([freePort(), freePort()]);
  temporary = await temporaryFolder();
  site = await startSite({ port, env: signInSettings({ AUTH_MODE: 'jwt', RATE_LIMIT: 'off' }, issuerOn(providerPort)) });
  provider = await startSignInProvider({
    port: providerPort,
    clientId: LOCAL_CLIENT,
    redirectUris: [`${site.url}/`],
    signingKey: await keepSigningKey(temporary.folder),
  });
}, 30_000);
afterEach(async () => {
  await shown.close();
  await provider?.close();
  await site?.close();
  await temporary?.remove();
  expect(shown.faults).toEqual([]);
}, 30_000);
afterAll(async () => await browser?.close());

/** The lifetime of a token minus half a minute. With more, the clocks of the issuer and the page would differ too much. */
const NEARLY_AN_HOUR_MS = 59.5 * 60 * 1000;

const signInAs = async (page: Page, name: string) => {
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name }).click();
};

describe.each(DEVICES)('signing in on a %s', (device) => {
  beforeEach(async () => {
    shown = await visit(browser, { device, expected: /401|net::ERR/ });
  });

  it('returns to the requested page, and stores no token in the browser', async () => {
    const { page } = shown;
    await page.goto(`${site.url}/customers?stage=lead`);
    await signInAs(page, 'Ed Editor');
    await page.getByRole('heading', { name: 'No matching customers' }).waitFor();
    expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe('/customers?stage=lead');
    if (device === 'desktop') await page.getByText('Ed Editor').waitFor();
    const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]));
    expect(kept).not.toMatch(/eyJ|token/i);
  });

  it('is not necessary again after a reload', async () => {
    const { page } = shown;
    await page.goto(site.url);
    await signInAs(page, 'Ed Editor');
    await page.getByRole('textbox', { name: 'Add a task' }).fill('Mine');
    await page.keyboard.press('Enter');
    await untilShown(page, ['Mine']);
    await page.reload();
    await untilShown(page, ['Mine']);
  });

  it('hides controls from a viewer that the service would refuse', async () => {
    const { page } = shown;
    await page.goto(site.url);
    await signInAs(page, 'Vera Viewer');
    await page.getByRole('heading', { name: 'No tasks yet' }).waitFor();
    for (const name of ['New task', 'Add a task']) expect(await page.getByLabel(name).count()).toBe(0);
    expect(await page.getByRole('link', { name: 'New task' }).count()).toBe(0);
    await page.keyboard.press('n');
    expect(new URL(page.url()).pathname).toBe('/tasks');
    // Opens the form by its URL, like a link from someone else.
    await page.evaluate(() => {
      history.pushState(null, '', '/tasks/new');
      dispatchEvent(new PopStateEvent('popstate'));
    });
    await page.getByText('You don’t have permission to add tasks.').waitFor();
  });

  it('does not offer permanent deletion to an editor', async () => {
    const { page } = shown;
    await page.goto(site.url);
    await signInAs(page, 'Ed Editor');
    await page.getByRole('textbox', { name: 'Add a task' }).fill('To be deleted');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'To be deleted' }).click();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByText('moved to the trash').waitFor();
    await page.goto(`${site.url}/tasks?trashed=true`);
    await page.getByRole('link', { name: 'To be deleted' }).click();
    await page.getByRole('button', { name: 'Restore' }).waitFor();
    expect(await page.getByRole('button', { name: 'Delete permanently' }).count()).toBe(0);
  });

  it('returns to the same page with all unsaved input after the session has expired', async () => {
    const { page } = shown;
    await page.goto(`${site.url}/tasks/new`);
    await signInAs(page, 'Ed Editor');
    await page.getByRole('textbox', { name: 'Title (required)' }).fill('Typed before it ended');
    // The service refuses the token, and the issuer does not renew it.
    await page.route('**/api/v1/**', async (route) => await route.fulfill({ status: 401, body: '{}' }));
    await page.route(`**/token`, async (route) => {
      await route.fulfill({ status: 400, contentType: 'application/json', body: '{"error":"invalid_grant"}' });
    });
    // Not a click, because the message of an expired session can already cover the button on a phone.
    await page.keyboard.press('Control+Enter');
    await page.getByRole('heading', { name: 'Your session has expired' }).waitFor();
    await page.unrouteAll();
    await page.getByRole('button', { name: 'Later' }).click();
    const notice = page.getByText('Your session has expired. Sign in to load and save records.');
    await notice.waitFor();
    expect(await notice.getAttribute('class')).toBe('notice is-alarm');
    const [above, below] = [await notice.boundingBox(), await page.locator('#list-title').boundingBox()];
    expect((below?.y ?? 0) - (above?.y ?? 0) - (above?.height ?? 0)).toBeGreaterThanOrEqual(12);
    // The draft is stored, so the page must not ask for a confirmation.
    page.on('dialog', (dialog) => void dialog.dismiss());
    await page.getByRole('dialog').getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('Restored your unsaved draft.').waitFor();
    expect(await page.getByRole('textbox', { name: 'Title (required)' }).inputValue()).toBe('Typed before it ended');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await untilShown(page, ['Typed before it ended']);
  });

  it('renews the token without a message', async () => {
    const { page } = shown;
    await page.goto(site.url);
    await signInAs(page, 'Ed Editor');
    await page.getByRole('textbox', { name: 'Add a task' }).waitFor();
    await page.clock.install();
    // The check for changes may be the first request that needs a new token.
    const renewed = page.waitForRequest((request) => request.url().endsWith('/token'));
    await page.clock.fastForward(NEARLY_AN_HOUR_MS);
    await page.getByRole('link', { name: 'Customers' }).click();
    const renewal = await renewed;
    expect(renewal.postData()).toContain('grant_type=refresh_token');
    await page.getByRole('heading', { name: 'No customers yet' }).waitFor();
    expect(await page.getByText('Your session has expired').count()).toBe(0);
  });

  it('keeps the session if the issuer cannot be reached', async () => {
    const { page } = shown;
    await page.goto(site.url);
    await signInAs(page, 'Ed Editor');
    await page.getByRole('textbox', { name: 'Add a task' }).waitFor();
    await page.clock.install();
    await page.clock.fastForward(NEARLY_AN_HOUR_MS);
    let tries = 0;
    await page.route('**/token', async (route) => (++tries === 1 ? await route.abort('connectionreset') : await route.continue()));
    await page.getByRole('link', { name: 'Customers' }).click();
    await page.getByRole('heading', { name: 'No customers yet' }).waitFor();
    expect(await page.getByText('Your session has expired').count()).toBe(0);
  });

  it('asks for a confirmation before a sign-out discards unsaved input', async () => {
    const { page } = shown;
    await page.goto(site.url);
    await signInAs(page, 'Ed Editor');
    await page.getByRole('textbox', { name: 'Add a task' }).fill('Half a sen');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Cancel' }).click();
    expect(await page.getByRole('textbox', { name: 'Add a task' }).inputValue()).toBe('Half a sen');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Discard and sign out' }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('Sign in to see and edit your records.').waitFor();
    expect(await page.evaluate(() => JSON.stringify({ ...localStorage }))).not.toContain('Half a sen');
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
    // The issuer asks whether to end its own session too.
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('Sign in to see and edit your records.').waitFor();
    await other.getByText('Sign in to see and edit your records.').waitFor();
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('button', { name: 'Vera Viewer' }).waitFor();
  });
});

describe('two people of one workspace', () => {
  let other: Visit;
  beforeEach(async () => {
    [shown, other] = await Promise.all([visit(browser, { expected: /401/ }), visit(browser, { device: 'phone', expected: /401/ })]);
  });
  afterEach(async () => {
    await other.close();
    expect(other.faults).toEqual([]);
  }, 30_000);

  it('see each other’s names until an admin deletes one of them', async () => {
    await shown.page.goto(site.url);
    await signInAs(shown.page, 'Ed Editor');
    await shown.page.getByRole('textbox', { name: 'Add a task' }).fill('Made by Ed');
    await shown.page.keyboard.press('Enter');
    await untilShown(shown.page, ['Made by Ed']);
    await shown.page.getByRole('link', { name: 'Made by Ed' }).click();
    await shown.page.getByText(/^Created .* by you/).waitFor();

    const { page } = other;
    const entered = page.waitForResponse((response) => response.url().endsWith('/api/v1/people/me'));
    await page.goto(site.url);
    await signInAs(page, 'Ada Admin');
    expect((await entered).status()).toBe(200);
    await page.getByRole('link', { name: 'Made by Ed' }).click();
    await page.getByText(/^Created .* by Ed Editor/).waitFor();
    const { items } = await peopleOf('demo');
    expect(items).toMatchObject([
      { id: 'ada', name: 'Ada Admin', email: 'ada@example.com', role: 'admin' },
      { id: 'ed', name: 'Ed Editor', email: 'ed@example.com', role: 'editor' },
    ]);

    await site.services.people.erase('demo', 'ed');
    await page.reload();
    await page.getByText(/^Created .* by Former member/).waitFor();
  });

  it('can assign tasks to each other and find their own tasks', async () => {
    const { page: theirs } = other;
    await theirs.goto(site.url);
    const entered = theirs.waitForResponse((response) => response.url().endsWith('/api/v1/people/me'));
    await signInAs(theirs, 'Ada Admin');
    await entered;

    const { page: own } = shown;
    await own.goto(`${site.url}/customers`);
    await signInAs(own, 'Ed Editor');
    await own.getByRole('textbox', { name: 'Add a customer' }).fill('Acme');
    await own.keyboard.press('Enter');
    await untilShown(own, ['Acme']);
    await own.goto(`${site.url}/tasks`);
    for (const title of ['Call them', 'Not hers']) {
      await own.getByRole('textbox', { name: 'Add a task' }).fill(title);
      await own.keyboard.press('Enter');
    }
    await own.getByRole('link', { name: 'Call them' }).click();
    await own.getByRole('combobox', { name: 'Assignee' }).selectOption({ label: 'Ada Admin' });
    await own.getByRole('combobox', { name: 'Customer', exact: true }).fill('acm');
    await own.getByRole('option', { name: 'Acme' }).click();
    expect(await accessibilityFindings(own)).toEqual([]);
    await own.getByRole('button', { name: 'Save', exact: true }).click();
    await own.locator('dialog.panel').waitFor({ state: 'detached' });

    await theirs.goto(`${site.url}/tasks`);
    await theirs.getByText('Filter', { exact: true }).click();
    await theirs.getByLabel('Field', { exact: true }).selectOption({ label: 'Assignee' });
    const assignee = theirs.getByRole('group', { name: 'Assignee' });
    await assignee.getByRole('checkbox', { name: 'Me' }).check();
    await theirs.getByRole('button', { name: 'Apply' }).click();
    await untilShown(theirs, ['Call them']);
    expect(await accessibilityFindings(theirs)).toEqual([]);
    await theirs.goto(`${site.url}/tasks?assignee=me`);
    await untilShown(theirs, ['Call them']);
    await theirs.getByRole('link', { name: 'Acme' }).waitFor();
    await theirs.getByRole('link', { name: 'Call them' }).click();
    await theirs.getByText(/^Created .* by Ed Editor/).waitFor();
    expect(await theirs.getByRole('combobox', { name: 'Assignee' }).inputValue()).toBe('ada');
  });

  const peopleOf = async (workspace: string) => ({ items: (await site.services.people.list(workspace, { limit: 100 })).people });
});

describe('the security of the sign-in', () => {
  it('requires https on another host', async () => {
    const elsewhere = await startBrowser(['--host-resolver-rules=MAP records.test 127.0.0.1']);
    try {
      shown = await visit(elsewhere, { expected: /Cross-Origin-Opener-Policy|Origin-Agent-Cluster/ });
      const { page } = shown;
      await page.goto(`http://records.test:${new URL(site.url).port}/`);
      await page.getByText('Sign-in requires https or http://localhost.').waitFor();
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('alert').getByText('Sign-in requires https or http://localhost.').waitFor();
      expect(await page.getByRole('button', { name: 'Sign in' }).isEnabled()).toBe(true);
    } finally {
      await shown.close();
      await elsewhere.close();
    }
  });

  it.each(['//evil.example/', '/\\evil.example/', 'https://evil.example/', '/.//evil.example', 'javascript:alert(1)'])(
    'returns only to pages of the site, not to %s',
    async (address) => {
      shown = await visit(browser, { expected: /401/ });
      const { page } = shown;
      const left: string[] = [];
      page.on('request', (request) => left.push(new URL(request.url()).hostname));
      await page.addInitScript((returnTo) => {
        const pending: unknown = JSON.parse(sessionStorage.getItem('sign-in') ?? 'null');
        if (pending !== null) sessionStorage.setItem('sign-in', JSON.stringify(Object.assign({}, pending, { returnTo })));
      }, address);
      await page.goto(site.url);
      await signInAs(page, 'Ed Editor');
      await page.getByRole('heading', { name: 'No tasks yet' }).waitFor();
      expect(new URL(page.url()).origin + new URL(page.url()).pathname).toBe(`${site.url}/tasks`);
      expect(left).not.toContain('evil.example');
    },
  );

  it('stays on the site if the issuer cannot be reached', async () => {
    shown = await visit(browser, { expected: /net::ERR|404/ });
    const { page } = shown;
    await page.route('**/.well-known/**', async (route) => await route.abort());
    expect((await page.goto(`${site.url}//evil.example/`))?.status()).toBe(404);
    await page.goto(`${site.url}/tasks?status=done`);
    await page.getByText('Sign-in failed').waitFor();
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('Sign-in failed').waitFor();
    expect(page.url()).toBe(`${site.url}/tasks?status=done`);
  });
});
