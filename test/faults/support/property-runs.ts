/** Runs a property as often as configured, or repeats a failure with the SEED that it printed. */
export function propertyRuns(numRuns: number): { numRuns: number; seed?: number } {
  const { SEED } = process.env;
  return SEED === undefined ? { numRuns } : { numRuns, seed: Number(SEED) };
}
