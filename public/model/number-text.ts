/** Beyond these, digits would be cut off or too many to read; the shortest notation says the same. */
const SMALLEST_IN_DIGITS = 1e-6;
const LARGEST_IN_DIGITS = 1e15;

/** A number in English: "1,234.5". `plainNumber` reads it back as the same number. */
export function formatNumber(value: number): string {
  const size = Math.abs(value);
  const isInDigits = size === 0 || (size >= SMALLEST_IN_DIGITS && size < LARGEST_IN_DIGITS);
  return isInDigits ? value.toLocaleString('en', { maximumFractionDigits: 20 }) : String(value);
}

const WITH_GROUPS = /^\s*[-+]?\d{1,3}(,\d{3})+(\.\d+)?\s*$/;

/** A number as people type it, without the commas between thousands. Commas elsewhere stay: "1,5" may mean 1.5. */
export function plainNumber(text: string): string {
  return WITH_GROUPS.test(text) ? text.replaceAll(',', '') : text;
}
