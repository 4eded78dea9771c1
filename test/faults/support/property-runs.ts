/** How a property is run: as often as given, or once more as it failed, by the SEED that the failure has told. */
export function propertyRuns(numRuns: number): { numRuns: number; seed?: number } {
  const { SEED } = process.env;
  return SEED === undefined ? { numRuns } : { numRuns, seed: Number(SEED) };
}
