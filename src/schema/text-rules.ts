import { blank, invalid, type Parsed, valid } from './field.ts';

export interface TextRules {
  readonly min: number;
  readonly max: number;
  /** Whether the text may contain line breaks. */
  readonly lines: boolean;
}

// Control characters (Unicode category Cc) except tab, and in the second pattern also except LF and CR.
const CONTROL_CHARACTER = /[^\P{Cc}\t]/u;
const CONTROL_CHARACTER_BUT_LINES = /[^\P{Cc}\t\n\r]/u;

// White space, Unicode's Default_Ignorable_Code_Point, and characters that fonts do not draw:
// the blank braille pattern, the null notehead and interlinear annotations.
const INVISIBLE = /^[\s\p{Default_Ignorable_Code_Point}\u2800\u{1d159}\ufff9-\ufffb]*$/u;

/** Checks whether a text has only white space and invisible characters. */
export function isBlank(text: string): boolean {
  return INVISIBLE.test(text);
}

/** Maximum length of input that a fault quotes, in UTF-16 units. */
const EXCERPT_LENGTH = 100;

/** Shortens input for a fault, so that long input does not make the response long. */
export function excerpt(input: string): string {
  return input.length > EXCERPT_LENGTH ? `${input.slice(0, EXCERPT_LENGTH).toWellFormed()}…` : input;
}

/**
 * Returns the rules of `parseText` as a JSON Schema pattern, in syntax that the engines of all common languages support.
 * It rejects texts of white space and soft hyphens, but not texts of other invisible characters.
 * `without` contains further characters that are not allowed.
 */
export function textPattern({ lines, without = '' }: { readonly lines: boolean; readonly without?: string }): string {
  const refused = `${lines ? '\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f' : '\\x00-\\x08\\x0a-\\x1f\\x7f-\\x9f'}${without}`;
  return `^[^${refused}]*[^\\s\\xad${refused}][^${refused}]*$`;
}

/** Returns the length in Unicode code points. An emoji counts as one character; `length` counts it as two. */
export function codePointLength(text: string): number {
  let length = 0;
  for (const _ of text) length++;
  return length;
}

/** Describes why no text can have these lengths, with the fix. Returns `undefined` if the lengths are possible. */
export function lengthContradiction({ min, max }: { readonly min: number; readonly max: number }): string | undefined {
  return lengthFault('min', min) ?? lengthFault('max', max) ?? orderFault(min, max);
}
/** Returns the fault of an option that is a length. */
export function lengthFault(option: string, length: number): string | undefined {
  return Number.isInteger(length) && length >= 1 ? undefined : `must have a whole number from 1 as its "${option}"; correct it`;
}

function orderFault(min: number, max: number): string | undefined {
  return min > max ? `has a "min" of ${min} above its "max" of ${max}; change one of them` : undefined;
}

/** Trims a text and checks it. A blank text unsets the field. */
export function parseText(input: unknown, rules: TextRules): Parsed<string> {
  if (typeof input !== 'string') return invalid('wrong-type', 'must be a string');
  if (isBlank(input)) return blank;
  const text = input.trim();
  if (!text.isWellFormed()) return invalid('bad-characters', 'must be well-formed Unicode; it contains half of a surrogate pair');
  if ((rules.lines ? CONTROL_CHARACTER_BUT_LINES : CONTROL_CHARACTER).test(text)) {
    return invalid('bad-characters', `must not contain control characters other than tabs${rules.lines ? ' and line breaks' : ''}`);
  }
  const length = codePointLength(text);
  if (length > rules.max) return invalid('too-long', `must be at most ${rules.max} characters long; it has ${length}`);
  if (length < rules.min) return invalid('too-short', `must be at least ${rules.min} characters long; it has ${length}`);
  return valid(text);
}
