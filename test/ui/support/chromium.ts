import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const PATHS = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

export const CHROMIUM_FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'];

/** The path of the system's Chromium. Nothing is downloaded. */
export function chromiumPath(): string {
  const path = PATHS.find((candidate) => candidate !== undefined && existsSync(candidate));
  if (path !== undefined) return path;
  throw new Error('These tests need Chromium: "apt-get install chromium", or set its path in the variable CHROMIUM.');
}

/** Starts Chromium without a window. */
export async function startBrowser(flags: readonly string[] = []): Promise<Browser> {
  return await chromium.launch({ executablePath: chromiumPath(), args: [...CHROMIUM_FLAGS, ...flags] });
}
