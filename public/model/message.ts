/** A sentence with inserted values. The UI isolates the text direction of each value (`<bdi>`). */
export type Message = readonly (string | { readonly value: string })[];

/** Marks the values of a sentence: message`“${title}” saved`. */
export function message(strings: readonly string[], ...values: readonly string[]): Message {
  return strings.flatMap((text, index) => {
    const value = values[index];
    return value === undefined ? [text] : [text, { value }];
  });
}
