/** A comma, or a backslash with the comma or backslash that it escapes. */
const SPECIAL = /\\[\\,]|,/g;

/** Splits a text such as `open,done` into values. `\,` means a comma and `\\` a backslash. Any other backslash is kept. */
export function splitValues(text: string): string[] {
  const values: string[] = [];
  let value = '';
  let end = 0;
  for (const { 0: special, index } of text.matchAll(SPECIAL)) {
    value += text.slice(end, index);
    end = index + special.length;
    if (special === ',') {
      values.push(value);
      value = '';
    } else {
      value += special.slice(1);
    }
  }
  return [...values, value + text.slice(end)];
}

/** Joins values to a text that `splitValues` splits into the same values. */
export function joinValues(values: readonly string[]): string {
  return values.map((value) => value.replaceAll(/[\\,]/g, '\\$&')).join(',');
}
