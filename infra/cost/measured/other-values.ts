import type { Field } from '../../../src/schema/field.ts';

const DIGITS = '0123456789';
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
/** Enough for the different values of a page. */
const ENOUGH = 60;

/** Returns different valid values of a field like the given one, which is not among them, until there are enough. Texts have its length. */
export function otherValues(field: Field, value: unknown, enough = ENOUGH): readonly unknown[] {
  const known = new Set([termsOf(field, value)]);
  const found: unknown[] = [];
  for (const candidate of candidates(field, value, enough)) {
    const terms = termsOf(field, candidate);
    if (terms === undefined || known.has(terms)) continue;
    known.add(terms);
    found.push(candidate);
    if (found.length === enough) break;
  }
  return found;
}

/** The field itself decides whether a value is valid, and which values count as the same. */
function termsOf(field: Field, candidate: unknown): string | undefined {
  if (candidate === undefined || candidate === null) return undefined;
  const parsed = field.parse(candidate);
  return parsed.ok && parsed.value !== undefined ? JSON.stringify(field.terms(parsed.value)) : undefined;
}

function* candidates({ jsonSchema }: Field, value: unknown, enough: number): Generator<unknown> {
  yield* [...(jsonSchema.enum ?? [])].reverse();
  if (typeof value === 'boolean') yield !value;
  if (typeof value === 'number') for (let n = 1; n <= enough; n++) yield* [value + n, value - n];
  if (typeof value === 'string') yield* otherTexts(value);
  if (Array.isArray(value)) for (const text of otherTexts(String(value.at(-1)))) yield [...value.slice(0, -1), text];
}

/** Replaces one character, then two: a digit by a digit, a letter by a letter. */
function* otherTexts(text: string): Generator<string> {
  // The start can have a meaning, such as the year of a date.
  const places = [...text].map((_, n) => n).reverse();
  for (const at of places) yield* withOther(text, at);
  for (const at of places) {
    for (const other of withOther(text, at)) for (const before of places.filter((place) => place < at)) yield* withOther(other, before);
  }
}

function* withOther(text: string, at: number): Generator<string> {
  const character = text.charAt(at).toLowerCase();
  const alphabet = [DIGITS, LETTERS].find((characters) => character !== '' && characters.includes(character));
  for (const other of alphabet ?? '') yield text.slice(0, at) + other + text.slice(at + 1);
}
