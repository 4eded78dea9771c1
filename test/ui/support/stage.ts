import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { type Device, type Visit, type VisitOptions, visit } from './browser.ts';
import { startBrowser } from './chromium.ts';
import { type Site, type SiteOptions, startSite } from './site.ts';

/** A browser for all tests of a file and a new site for each test. A hidden fault of a page fails its test. */
export interface Stage {
  readonly site: Site;
  readonly browser: Browser;
  /** Opens a page on a new device. */
  open(options?: VisitOptions): Promise<Visit>;
}

const SETTLE_MS = 500;

/** Creates the stage for the tests of the calling file. */
export function setStage(options: SiteOptions = {}): Stage {
  let site: Site | undefined;
  let browser: Browser | undefined;
  let visits: Visit[] = [];
  const sites: Site[] = [];
  beforeAll(async () => {
    browser = await startBrowser();
  }, 30_000);
  beforeEach(async () => {
    site = await startSite(options);
    sites.push(site);
  });
  afterEach(async () => {
    const faults = visits.flatMap((visit) => visit.faults);
    await Promise.all(visits.map(async (visit) => await visit.close()));
    visits = [];
    expect(faults).toEqual([]);
  });
  // A site may still handle requests of a closed page, so the sites are closed last.
  afterAll(async () => {
    await browser?.close();
    await delay(SETTLE_MS);
    await Promise.all(sites.map(async (site) => await site.close()));
  }, 30_000);

  return {
    get site() {
      return required(site);
    },
    get browser() {
      return required(browser);
    },
    async open(visitOptions) {
      const opened = await visit(required(browser), visitOptions);
      visits.push(opened);
      return opened;
    },
  };
}

export const DEVICES: readonly Device[] = ['desktop', 'phone'];

/** Returns the names of the records in the list, from the top. */
export async function titlesOf(page: Page): Promise<string[]> {
  return await page.locator('.record-link').allTextContents();
}

/** Waits until the list shows these records. */
export async function untilShown(page: Page, titles: readonly string[]): Promise<void> {
  await page.waitForFunction(
    (wanted) => JSON.stringify([...document.querySelectorAll('.record-link')].map((link) => link.textContent)) === wanted,
    JSON.stringify(titles),
  );
}

/** Waits until all records of the list are loaded and their number has this text, such as “4 tasks”. */
export async function untilComplete(page: Page, count = ''): Promise<void> {
  await page.locator('.load-more > p:not(.notice)').filter({ hasText: count }).waitFor();
}

export interface FilterToAdd {
  readonly field: string;
  readonly condition: string;
  /** For conditions with one typed value. */
  readonly value?: string;
}

/** Adds a filter in the open filter menu. */
export async function addFilter(page: Page, { field, condition, value }: FilterToAdd): Promise<void> {
  await page.getByLabel('Field', { exact: true }).selectOption({ label: field });
  await page.getByLabel('Condition').selectOption({ label: condition });
  if (value !== undefined) await page.locator('.filter-editor').getByLabel(field, { exact: true }).last().fill(value);
  await page.getByRole('button', { name: 'Apply' }).click();
}

function required<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('The stage is only there while a test runs.');
  return value;
}
