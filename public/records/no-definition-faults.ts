/** Replaces `src/schema/definition-faults.ts`: the server has checked the definitions at its start, and the page need not carry that. */
export function definitionFaults(): string[] {
  return [];
}
