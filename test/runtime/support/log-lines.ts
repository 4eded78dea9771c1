/** Parses the JSON log lines in the output of a service. */
export function linesOf(output: string): Record<string, unknown>[] {
  return output
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}
