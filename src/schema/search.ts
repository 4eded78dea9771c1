import { foldCase } from './text-order.ts';

/** A text as `q` compares it: without regard to case or accents (canonical decomposition, marks left out). */
export function searchForm(text: string): string {
  return foldCase(text.normalize('NFD').replace(/\p{M}+/gu, ''));
}

/** The words of a search, in search form. */
export function searchWords(query: string): string[] {
  return query
    .split(/\s+/u)
    .map(searchForm)
    .filter((word) => word !== '');
}
