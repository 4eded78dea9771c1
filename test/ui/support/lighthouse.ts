import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { CHROMIUM_FLAGS, chromiumPath } from './chromium.ts';

/** The Lighthouse report of one page load. */
export interface PageReport {
  /** Scores from 0 to 100, by category. */
  readonly scores: Readonly<Record<string, number>>;
  /** Milliseconds until the largest element, such as the list, is visible. */
  readonly visibleMs: number;
  /** The total blocking time and the cumulative layout shift. */
  readonly blockedMs: number;
  readonly shift: number;
  /** The audits that cost points. */
  readonly findings: readonly string[];
}

interface Report {
  readonly runtimeError?: { readonly message: string };
  readonly categories: Readonly<Record<string, { readonly score: number | null }>>;
  readonly audits: Readonly<Record<string, Audit | undefined>>;
}

interface Audit {
  readonly id: string;
  readonly score: number | null;
  readonly numericValue?: number;
  readonly displayValue?: string;
}

const run = promisify(execFile);
// Lighthouse runs in its own process, because Jest replaces modules and other work here would change the measurement.
const require = createRequire(import.meta.url);
const COMMAND = require.resolve('lighthouse/cli/index.js');
const GOOD = 0.9;

/** Loads the page like a desktop or a slow phone. The phone is simulated: 150 ms latency, 1.6 Mbit/s, a quarter of this processor. */
export async function measure(url: string, device: 'phone' | 'desktop'): Promise<PageReport> {
  const flags = ['--quiet', '--output=json', '--no-enable-error-reporting', `--chrome-flags=${CHROMIUM_FLAGS.join(' ')}`];
  const preset = device === 'desktop' ? ['--preset=desktop'] : [];
  const { stdout } = await run(process.execPath, [COMMAND, url, ...flags, ...preset], {
    env: { ...process.env, CHROME_PATH: chromiumPath() },
    maxBuffer: 64 * 1024 * 1024,
  });
  const { runtimeError, categories, audits }: Report = JSON.parse(stdout);
  if (runtimeError !== undefined) throw new Error(`Lighthouse cannot load ${url}: ${runtimeError.message}`);
  const measured = (id: string) => audits[id]?.numericValue ?? Number.NaN;
  return {
    scores: Object.fromEntries(Object.entries(categories).map(([id, { score }]) => [id, Math.round((score ?? 0) * 100)])),
    visibleMs: measured('largest-contentful-paint'),
    blockedMs: measured('total-blocking-time'),
    shift: measured('cumulative-layout-shift'),
    findings: Object.values(audits).flatMap((audit) =>
      audit !== undefined && audit.score !== null && audit.score < GOOD ? [`${audit.id} ${audit.displayValue ?? ''}`] : [],
    ),
  };
}
