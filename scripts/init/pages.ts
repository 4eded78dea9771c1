import { dirname, join } from 'node:path';

/** What a page must not mention any more. */
export interface Removed {
  readonly paths: readonly string[];
  readonly scripts: readonly string[];
}

const LINK = /\]\((?!https?:|#|mailto:)([^)#\s]+)[^)]*\)/g;
const CODE = /`([^`\n]+)`/g;
const SCRIPT = /npm run (?:-s )?([a-z][\w:-]*)/g;
/** Code, which is no prose and has no sentences. */
const IS_WHOLE = /^(\||\s{4}|npm |#)/;

/** Returns a Markdown page without the sentences, table rows and commands that mention removed files or scripts. */
export function pageWithout(page: string, text: string, removed: Removed): string {
  const mentions = (part: string) => isMentioned(page, part, removed);
  const lines = withoutItems(text, [...removed.scripts, ...removed.paths]).split('\n');
  const kept = lines.flatMap((line) => {
    if (!mentions(line)) return [line];
    if (IS_WHOLE.test(line)) return [];
    const rest = line.split(/(?<=[.!?]) (?=[A-Z`*[])/).filter((sentence) => !mentions(sentence));
    return rest.length === 0 ? [] : [rest.join(' ')];
  });
  return kept
    .join('\n')
    .replace(/```\w*\n+```\n/g, '')
    .replace(/\n{3,}/g, '\n\n');
}

/** Removes scripts and paths from enumerations, such as "`test:infra` · `test:ui`". */
function withoutItems(text: string, names: readonly string[]): string {
  return names.reduce((rest, name) => rest.replaceAll(` · \`${name}\``, '').replaceAll(`, \`${name}\``, ''), text);
}

function isMentioned(page: string, text: string, { paths, scripts }: Removed): boolean {
  const isGone = (path: string) => paths.some((gone) => path === gone || path.startsWith(`${gone}/`));
  const linked = matchesOf(text, LINK).map((target) => join(dirname(page), target));
  const named = matchesOf(text, CODE).map((code) => code.replace(/\/$/, ''));
  return [...linked, ...named].some(isGone) || matchesOf(text, SCRIPT).some((script) => scripts.includes(script));
}

function matchesOf(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, match = '']) => match);
}
