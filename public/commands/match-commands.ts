import { searchForm, searchWords } from '../../src/schema/search.ts';

/** What the palette compares with the text that a person types. */
export interface Named {
  readonly name: string;
  /** Other words for it. */
  readonly words?: string;
}

/** The entries that match a text, the best first. Each word of the text has to begin a word of the entry, or be its initials. */
export function matchCommands<Entry extends Named>(entries: readonly Entry[], text: string): Entry[] {
  const wanted = searchWords(text);
  if (wanted.length === 0) return [...entries];
  return entries
    .map((entry) => ({ entry, rank: rankOf(entry, wanted) }))
    .filter(({ rank }) => rank < NO_MATCH)
    .sort((one, other) => one.rank - other.rank)
    .map(({ entry }) => entry);
}

const NO_MATCH = 4;

/** The lower, the better. */
function rankOf({ name, words = '' }: Named, wanted: readonly string[]): number {
  const form = searchForm(name);
  if (form.startsWith(wanted.join(' '))) return 0;
  const [own, all] = [wordsOf(form), wordsOf(`${form} ${searchForm(words)}`)];
  const begins = (parts: readonly string[]) => wanted.every((word) => parts.some((part) => part.startsWith(word)));
  if (begins(own)) return 1;
  if (begins(all)) return 2;
  const initials = own.map((part) => [...part][0] ?? '').join('');
  return initials.startsWith(wanted.join('')) ? 3 : NO_MATCH;
}

function wordsOf(form: string): string[] {
  return form.split(/[^\p{L}\p{N}\p{M}]+/u).filter((part) => part !== '');
}
