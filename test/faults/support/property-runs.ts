/** Settings for fast-check: the number of runs, or the SEED of a failure to repeat. */
export function propertyRuns(numRuns: number): { numRuns: number; seed?: number } {
  const { SEED } = process.env;
  return SEED === undefined ? { numRuns } : { numRuns, seed: Number(SEED) };
}
