import type { Field } from '../../../src/schema/field.ts';

const DIGITS = '0123456789';
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
/** Enough for the different values of a page. */
const ENOUGH = 60;

/** Returns different valid values of a field like the given one, which is not among them. Texts have its length. */
export function otherValues(field: Field, value: unknown): readonly unknown[] {
  const known = new Set(termsOf(field, value));
  const found: unknown[] = [];
  for (const candidate of candidates(field, value)) {
    const terms = termsOf(field, candidate);
    if (terms.length === 0 || terms.some((term) => known.has(term))) continue;
    for (const term of terms) known.add(term);
    found.push(candidate);
    if (found.length === ENOUGH) break;
  }
  return found;
}

/** The field itself decides whether a value is valid, and which values count as the same. */
function termsOf(field: Field, candidate: unknown): readonly string[] {
  if (candidate === undefined || candidate === null) return [];
  const parsed = field.parse(candidate);
  return parsed.ok && parsed.value !== undefined ? [...field.terms(parsed.value)].map(String) : [];
}

function* candidates({ jsonSchema }: Field, value: unknown): Generator<unknown> {
  yield* [...(jsonSchema.enum ?? [])].reverse();
  if (typeof value === 'boolean') yield !value;
  if (typeof value === 'number') for (let n = 1; n <= ENOUGH; n++) yield* [value + n, value - n];
  if (typeof value === 'string') yield* otherTexts(value);
  if (Array.isArray(value)) for (const text of otherTexts(String(value.at(-1)))) yield [text];
}

/** Replaces one character, then two, from the end: a digit by a digit, a letter by a letter. */
function* otherTexts(text: string): Generator<string> {
  const places = [...text].map((_, n) => text.length - 1 - n);
  for (const at of places) yield* withOther(text, at);
  for (const at of places)
    for (const other of withOther(text, at)) for (const before of places.slice(text.length - at)) yield* withOther(other, before);
}

function* withOther(text: string, at: number): Generator<string> {
  const alphabet = [DIGITS, LETTERS].find((characters) => characters.includes((text[at] ?? '').toLowerCase()));
  for (const other of text[at] === undefined ? '' : (alphabet ?? '')) yield text.slice(0, at) + other + text.slice(at + 1);
}
