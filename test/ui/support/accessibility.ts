import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const SOURCE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** Returns the axe findings for the current screen. */
export async function accessibilityFindings(page: Page): Promise<string[]> {
  // Waits for the end of animations, because moving elements are half transparent.
  await page.evaluate(async () => {
    await Promise.all(document.getAnimations().map(async (animation) => await animation.finished.catch(() => undefined)));
  });
  await page.evaluate(await readFile(SOURCE, 'utf8'));
  const { violations }: AxeResults = await page.evaluate(`axe.run({ resultTypes: ['violations'] })`);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)}: ${failureSummary ?? ''}`),
  );
}
