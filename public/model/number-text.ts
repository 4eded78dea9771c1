/** A number in English: "1,234.5". `plainNumber` reads it back as the same number. */
export function formatNumber(value: number): string {
  const text = String(value);
  // The shortest way to write numbers that are very small: in digits, they would be rounded to 0.
  return text.includes('e') ? text : value.toLocaleString('en', { maximumFractionDigits: 20 });
}

/** A number as people type it, without the commas between thousands. Other commas stay, because "1,5" may mean 1.5. */
export function plainNumber(text: string): string {
  return /^\s*[-+]?\d{1,3}(,\d{3})+(\.\d*)?\s*$/.test(text) ? text.replaceAll(',', '') : text;
}
