/**
 * The order of texts: case-insensitive, then by code point.
 *
 * A sort key is the case-folded text, followed by a rank for each character. Three ranks are packed into one character.
 * The ranks order texts that fold to the same text.
 * DynamoDB compares keys by code point. Keys contain the whole text, so that texts are compared to the end.
 */

/** Sorts before every character of a text, so that `ab` comes before `abc`. */
export const SEPARATOR = '\u0001';

// In ascending order of code point, so that packed digits compare like numbers.
const DIGITS = '-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz';
const DIGITS_PER_CHARACTER = 3;

/**
 * Applies Unicode's simple case folding, which maps one code point to one code point.
 * So a folded text has at most four bytes per character. Full case folding would change `ß` to `ss`.
 */
export function foldCase(text: string): string {
  let folded = '';
  for (const character of text) folded += foldCharacter(character);
  return folded;
}

/** Its upper case is `I`, but it does not fold to `i`. Unicode does this only for Turkish (CaseFolding.txt, status T). */
const DOTLESS_I = 'ı';

function foldCharacter(character: string): string {
  if (character < '\u0080') return character.toLowerCase();
  if (character === DOTLESS_I) return character;
  const upper = character.toUpperCase();
  const lower = (isOneCodePoint(upper, character) ? upper : character).toLowerCase();
  return isOneCodePoint(lower, character) ? lower : character;
}

function isOneCodePoint(text: string, like: string): boolean {
  return text.length === 1 || (text.length === 2 && like.length === 2);
}

/** Returns a key. Sorted by code point, these keys are in the order of the texts. */
export function textSortKey(text: string): string {
  return foldCase(text) + SEPARATOR + packRanks(text);
}

/** Returns the maximum length of the key of a text with this number of code points, in bytes of UTF-8. */
export function textSortKeyBytes(codePoints: number): number {
  return codePoints * 4 + SEPARATOR.length + Math.ceil(codePoints / DIGITS_PER_CHARACTER);
}

function packRanks(text: string): string {
  let packed = '';
  let pending = 0;
  let count = 0;
  for (const character of text) {
    pending = pending * 4 + rank(character);
    count++;
    if (count % DIGITS_PER_CHARACTER === 0) {
      packed += DIGITS[pending];
      pending = 0;
    }
  }
  const rest = count % DIGITS_PER_CHARACTER;
  return rest === 0 ? packed : packed + DIGITS[pending * 4 ** (DIGITS_PER_CHARACTER - rest)];
}

// Characters that fold to the same character, in the order of code points. The rules of `rank` would give another order.
const EXCEPTIONS = [
  '\u00b5\u039c\u03bc',
  '\u0345\u0399\u03b9\u1fbe',
  '\u0398\u03b8\u03d1\u03f4',
  '\u0422\u0442\u1c84\u1c85',
  '\u1c88\ua64a\ua64b',
];
const RANKS: ReadonlyMap<string, number> = new Map(EXCEPTIONS.flatMap((alike) => [...alike].map((character, index) => [character, index])));

/**
 * Returns the rank of a character, 0 to 3, among all that fold to the same character:
 * upper case, title case, the folded form, others.
 */
function rank(character: string): number {
  const known = RANKS.get(character);
  if (known !== undefined) return known;
  const folded = foldCharacter(character);
  if (character === folded) return 2;
  if (character > folded) return 3;
  return character === folded.toUpperCase() ? 0 : 1;
}
