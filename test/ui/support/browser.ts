import { existsSync } from 'node:fs';
import { jest } from '@jest/globals';
import { type Browser, chromium, devices, type Page } from 'playwright-core';

export type Device = 'desktop' | 'phone';
export type Scheme = 'light' | 'dark';

/** A page that notes what a person would not see: errors of the console, violations of the policy, what was thrown. */
export interface Visit {
  readonly page: Page;
  /** Everything that went wrong beside the page's own messages. */
  readonly faults: string[];
  close(): Promise<void>;
}

export interface VisitOptions {
  readonly device?: Device;
  readonly scheme?: Scheme;
  /** Console errors that belong to what is tested, such as the browser's own line for a refused request. */
  readonly expected?: RegExp;
}

/** What takes no time on a quiet machine may take seconds on one that is busy with other things. */
const PATIENCE_MS = 20_000;
jest.setTimeout(3 * PATIENCE_MS);

const PLACES = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const DESKTOP = { viewport: { width: 1280, height: 800 } };
const PHONE = { ...devices['iPhone 13'], viewport: { width: 390, height: 844 } };

export const CHROMIUM_FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'];

/** Where Chromium is; it is not downloaded but the system's own. */
export function chromiumPath(): string {
  const path = PLACES.find((place) => place !== undefined && existsSync(place));
  if (path !== undefined) return path;
  throw new Error('These tests need Chromium: "apt-get install chromium", or name another place in the variable CHROMIUM.');
}

export async function startBrowser(): Promise<Browser> {
  return await chromium.launch({ executablePath: chromiumPath(), args: CHROMIUM_FLAGS });
}

export async function visit(browser: Browser, { device = 'desktop', scheme = 'light', expected }: VisitOptions = {}): Promise<Visit> {
  const context = await browser.newContext({ ...(device === 'phone' ? PHONE : DESKTOP), colorScheme: scheme, locale: 'en-GB' });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(`thrown: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() !== 'error' && message.type() !== 'warning') return;
    if (expected?.test(message.text()) !== true) faults.push(`${message.type()}: ${message.text()}`);
  });
  return { page, faults, close: async () => await context.close() };
}
