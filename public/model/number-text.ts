/** Formats a number in English, such as "1,234.5". `plainNumber` converts the text back to the same number. */
export function formatNumber(value: number): string {
  const text = String(value);
  // Not `toLocaleString`: it rounds after 20 decimal places.
  return text.includes('e') ? text : text.replace(/^-?\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ','));
}

/** Removes the commas between thousands from a typed number. Keeps other commas, because "1,5" may mean 1.5. */
export function plainNumber(text: string): string {
  return /^\s*[-+]?\d{1,3}(,\d{3})+(\.\d*)?\s*$/.test(text) ? text.replaceAll(',', '') : text;
}
