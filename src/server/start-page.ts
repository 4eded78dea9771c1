import { createHash } from 'node:crypto';

export const START_PAGE = 'index.html';

/** The element for the settings. `index.html` has it empty. */
const START = '<script id="config" type="application/json">';
const EMPTY = `${START}null`;
const INLINE_SCRIPT = /<script>(.*?)<\/script>/gs;

/** Writes the settings of the UI into its start page, so that the browser need not request them. @param config as JSON */
export function withConfig(page: string, config: string): string {
  // The text of a script element ends at `</script>`, also inside a JSON string.
  return page.replace(EMPTY, () => START + config.replaceAll('<', '\\u003c'));
}

/** Returns the sources for `script-src` that allow the inline scripts of a page (CSP Level 3, section 2.3.1). */
export function inlineScriptSources(page: string): string[] {
  return [...page.matchAll(INLINE_SCRIPT)].map(([, script = '']) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`);
}
