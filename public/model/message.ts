/** A sentence with values in it. A screen shows each value in its own text direction. */
export type Message = readonly (string | { readonly value: string })[];

/** Marks the values of a sentence: message`“${title}” saved`. */
export function message(strings: readonly string[], ...values: readonly string[]): Message {
  return strings.flatMap((text, index) => {
    const value = values[index];
    return value === undefined ? [text] : [text, { value }];
  });
}
