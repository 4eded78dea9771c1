import { jest } from '@jest/globals';
import { type Browser, devices, type Page } from 'playwright-core';

export type Device = 'desktop' | 'phone';
export type Scheme = 'light' | 'dark';

/** A page that records hidden faults: console errors, violations of the content security policy and exceptions. */
export interface Visit {
  readonly page: Page;
  /** The recorded faults. */
  readonly faults: string[];
  close(): Promise<void>;
}

export interface VisitOptions {
  readonly device?: Device;
  readonly scheme?: Scheme;
  readonly locale?: string;
  /** Whether to show the welcome of a first visit, which covers other elements. */
  readonly isFirst?: boolean;
  /** Console errors that the test causes, such as the browser's message for a refused request. */
  readonly expected?: RegExp;
}

/** A timeout for a busy machine, where a quick action can take seconds. */
const PATIENCE_MS = 20_000;
jest.setTimeout(3 * PATIENCE_MS);

const DESKTOP = { viewport: { width: 1280, height: 800 } };
const PHONE = { ...devices['iPhone 13'], viewport: { width: 390, height: 844 } };

export async function visit(
  browser: Browser,
  { device = 'desktop', scheme = 'light', locale = 'en-GB', isFirst = false, expected }: VisitOptions = {},
): Promise<Visit> {
  const context = await browser.newContext({
    ...(device === 'phone' ? PHONE : DESKTOP),
    colorScheme: scheme,
    locale,
    reducedMotion: 'reduce',
  });
  if (!isFirst) await context.addInitScript(closeWelcome);
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

/** Empty pages have no storage. */
function closeWelcome(): void {
  if (location.protocol.startsWith('http')) localStorage.setItem('welcome-closed', 'true');
}
