/** A comma, or a backslash with the comma or backslash that it escapes. */
const SPECIAL = /\\[\\,]|,/g;

/** The values of a text such as `open,done`. `\,` is a comma and `\\` a backslash; any other backslash stands for itself. */
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

/** The text that `splitValues` splits into these values. */
export function joinValues(values: readonly string[]): string {
  return values.map((value) => value.replaceAll(/[\\,]/g, '\\$&')).join(',');
}
