import { blank, invalid, type Parsed, valid } from './field.ts';

export interface TextRules {
  readonly min: number;
  readonly max: number;
  /** Whether the text may contain line breaks. */
  readonly lines: boolean;
}

// Unicode's category Cc without tab, and without LF and CR where line breaks are allowed.
const CONTROL_CHARACTER = /[^\P{Cc}\t]/u;
const CONTROL_CHARACTER_BUT_LINES = /[^\P{Cc}\t\n\r]/u;

// White space, Unicode's Default_Ignorable_Code_Point, and what fonts draw as nothing: the blank braille pattern, the null
// notehead and interlinear annotations.
const INVISIBLE = /^[\s\p{Default_Ignorable_Code_Point}\u2800\u{1d159}\ufff9-\ufffb]*$/u;

/** Whether a text has only blanks and invisible characters. */
export function isBlank(text: string): boolean {
  return INVISIBLE.test(text);
}

/** UTF-16 units of input that a fault quotes. */
const EXCERPT_LENGTH = 100;

/** Input as a fault quotes it: cut if it is long, so that an answer does not grow with it. */
export function excerpt(input: string): string {
  return input.length > EXCERPT_LENGTH ? `${input.slice(0, EXCERPT_LENGTH).toWellFormed()}…` : input;
}

/**
 * The rules of `parseText` as a pattern of JSON Schema, in syntax that the engines of all common languages share.
 * It does not exclude invisible characters other than white space and soft hyphens. `without` has more characters that are not allowed.
 */
export function textPattern({ lines, without = '' }: { readonly lines: boolean; readonly without?: string }): string {
  const refused = `${lines ? '\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f' : '\\x00-\\x08\\x0a-\\x1f\\x7f-\\x9f'}${without}`;
  return `^[^${refused}]*[^\\s\\xad${refused}][^${refused}]*$`;
}

/** Length in Unicode code points. An emoji counts as one character; `length` counts it as two. */
export function codePointLength(text: string): number {
  let length = 0;
  for (const _ of text) length++;
  return length;
}

/** Why no text can have these lengths, with the fix; `undefined` if a text can. */
export function lengthContradiction({ min, max }: { readonly min: number; readonly max: number }): string | undefined {
  if (!Number.isInteger(min) || !Number.isInteger(max) || min < 1 || max < 1)
    return 'must have whole numbers from 1 as lengths; correct them';
  return min > max ? `has a "min" of ${min} above its "max" of ${max}; change one of them` : undefined;
}

/** Trims a text and checks it. A blank text is unset. */
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
