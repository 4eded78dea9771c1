import { searchForm, searchWords } from '../../src/schema/search.ts';

export type Range = readonly [start: number, end: number];

export type FindHits = (text: string) => readonly Range[];

/** Finds the words of a search in texts. It compares as the service does: without case and accents. */
export function hitsOf(query: string): FindHits {
  const words = searchWords(query);
  return (text) => hitsIn(text, words);
}

function hitsIn(text: string, words: readonly string[]): Range[] {
  let folded = '';
  // For each character of the folded text: the letter with its accents that it comes from.
  const origins: Range[] = [];
  for (const { 0: letter, index } of text.matchAll(/\P{M}\p{M}*|\p{M}+/gu)) {
    const form = searchForm(letter);
    folded += form;
    for (let count = 0; count < form.length; count++) origins.push([index, index + letter.length]);
  }
  const found = words.flatMap((word) => rangesOf(folded, word)).sort(([one], [other]) => one - other);
  const merged: Range[] = [];
  for (const [from, to] of found) {
    const [start, end] = [origins[from]?.[0] ?? 0, origins[to - 1]?.[1] ?? 0];
    const last = merged.at(-1);
    if (last !== undefined && start <= last[1]) merged.splice(-1, 1, [last[0], Math.max(last[1], end)]);
    else merged.push([start, end]);
  }
  return merged;
}

function rangesOf(text: string, word: string): Range[] {
  const ranges: Range[] = [];
  for (let from = text.indexOf(word); from !== -1; from = text.indexOf(word, from + word.length)) ranges.push([from, from + word.length]);
  return ranges;
}
