/** Parses JSON. Returns `undefined` for other text, such as the HTML error page of a gateway. */
export function jsonOf(text: string) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
