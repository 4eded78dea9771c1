import { foldCase } from './text-order.ts';
import { isBlank } from './text-rules.ts';

// Search ignores accents on Latin and Greek letters, Hebrew and Arabic points, and the hamza or madda of an alef.
// In other scripts, a mark can make a different letter: й is not и, パ is not ハ, and Devanagari vowels are marks.
const ACCENTS = /([\p{Script=Latin}\p{Script=Greek}])\p{M}+/gu;
// Explicit ranges, because Script_Extensions also counts marks of other scripts as Hebrew or Arabic.
const POINTS = /(?![\u0653-\u0655])(?=\p{M})[\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0897-\u08ff\ufb1e]/gu;
const ALEF_MARKS = /(?<=\u0627)[\u0653-\u0655]/gu;
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;

// Stream-Safe Text Format (UAX #15, section 13): at most 30 marks in a row. Sorting more of them takes quadratic time.
const LONG_RUN = /(\p{M}{30})(?=\p{M})/gu;
const COMBINING_GRAPHEME_JOINER = '\u034f';

/** Returns the form of a text that `q` compares. Case, accents, points and invisible characters do not matter. */
export function searchForm(text: string): string {
  if (isAscii(text)) return text.toLowerCase();
  const decomposed = text.replace(LONG_RUN, `$1${COMBINING_GRAPHEME_JOINER}`).normalize('NFD');
  const letters = decomposed.replace(ACCENTS, '$1').replace(POINTS, '').replace(ALEF_MARKS, '');
  // The joiners are also invisible. Remove them after the composition, which would otherwise sort the long runs again.
  return foldCase(letters.normalize('NFC').replace(INVISIBLE, ''));
}

/** Returns the words of a search, in search form. */
export function searchWords(query: string): string[] {
  return query
    .split(/\s+/u)
    .map(searchForm)
    .filter((word) => !isBlank(word));
}

function isAscii(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is ASCII, control characters included
  return /^[\x00-\x7f]*$/.test(text);
}
