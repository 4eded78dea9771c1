import { mkdir, readFile, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { seedSamples } from '../src/local/seed-samples.ts';
import { temporaryFolder } from '../test/support/server-process.ts';
import type { Scheme } from '../test/ui/support/browser.ts';
import { startBrowser } from '../test/ui/support/chromium.ts';
import { startSite } from '../test/ui/support/site.ts';

// `npm run screenshots`: takes the pictures of the README, from the built UI on a real server with the sample records.

// Prevent the SDK's warning about the end of support for old Node versions.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

/** The fixed current time of the samples and the browser, so that the same UI gives the same pictures. */
const TODAY = new Date('2026-11-25T09:30:00Z');
const FOLDER = 'docs/images';
// Use the font of the architecture drawing, because machines have different fonts.
const inter = (file: string) => new URL(`../infra/node_modules/@expo-google-fonts/inter/${file}`, import.meta.url).href;
const FONTS = {
  400: inter('400Regular/Inter_400Regular.ttf'),
  500: inter('500Medium/Inter_500Medium.ttf'),
  600: inter('600SemiBold/Inter_600SemiBold.ttf'),
};

interface Picture {
  readonly name: string;
  readonly scheme: Scheme;
  readonly width: number;
  readonly height: number;
  readonly path: string;
  readonly prepare: (page: Page) => Promise<void>;
}

const openInvoice = async (page: Page) => await page.getByRole('link', { name: 'Prepare the invoice for the staircase' }).click();
const closeWelcome = async (page: Page) => {
  await page.getByRole('heading', { name: 'Welcome' }).click();
  await page.getByRole('button', { name: 'Got it' }).click();
};
const WIDE = { width: 1440, height: 810, path: '/tasks', prepare: openInvoice };
const NARROW = { width: 390, height: 800, path: '/tasks', prepare: closeWelcome };

const PICTURES: readonly Picture[] = [
  { name: 'tasks-light', scheme: 'light', ...WIDE },
  { name: 'tasks-dark', scheme: 'dark', ...WIDE },
  { name: 'phone-light', scheme: 'light', ...NARROW },
  { name: 'phone-dark', scheme: 'dark', ...NARROW },
];

const temporary = await temporaryFolder();
const site = await startSite();
const browser = await startBrowser();
try {
  const { store, people } = site.services;
  const team = [{ id: 'local', name: 'Local user', role: 'admin' }] as const;
  await seedSamples({ store, people, workspace: 'local', team, folder: temporary.folder, now: () => TODAY });
  await mkdir(FOLDER, { recursive: true });
  for (const picture of PICTURES) process.stdout.write(`${await take(browser, picture)}\n`);
} finally {
  await browser.close();
  await site.close();
  await temporary.remove();
}

/** Takes a picture. @returns the file and its size */
async function take(browser: Browser, { name, scheme, width, height, path, prepare }: Picture): Promise<string> {
  const context = await browser.newContext({
    viewport: { width, height },
    deviceScaleFactor: width < 720 ? 1.5 : 1.25,
    hasTouch: width < 720,
    isMobile: width < 720,
    colorScheme: scheme,
    reducedMotion: 'reduce',
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    // Needed only for the font below.
    bypassCSP: true,
  });
  const page = await context.newPage();
  await page.clock.setFixedTime(TODAY);
  await page.goto(site.url + path);
  await useSameFontEverywhere(page);
  await page.getByRole('link', { name: 'Prepare the invoice for the staircase' }).waitFor();
  await page.getByRole('textbox', { name: 'Add a task' }).waitFor();
  await prepare(page);
  await page.waitForLoadState('networkidle');
  const file = `${FOLDER}/${name}.png`;
  await page.screenshot({ path: file, caret: 'hide', animations: 'disabled' });
  await context.close();
  return `${file} ${Math.round((await stat(file)).size / 1024)} KiB`;
}

/** Replaces the system font of the UI, because it differs between machines. */
async function useSameFontEverywhere(page: Page): Promise<void> {
  const faces = Object.entries(FONTS).map(async ([weight, url]) => {
    const font = (await readFile(fileURLToPath(url))).toString('base64');
    return `@font-face { font-family: Picture; src: url(data:font/ttf;base64,${font}); font-weight: ${weight}; }`;
  });
  await page.addStyleTag({ content: `${(await Promise.all(faces)).join('')} body { font-family: Picture, sans-serif; }` });
  await page.evaluate(async (weights) => {
    await Promise.all(weights.map(async (weight) => await document.fonts.load(`${weight} 14px Picture`)));
  }, Object.keys(FONTS));
}
