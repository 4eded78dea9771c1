/** Checks whether two JSON values are equal. `null` and `undefined` differ. Objects must have their keys in the same order. */
export function sameValue(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
