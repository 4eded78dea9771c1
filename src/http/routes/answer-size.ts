/**
 * Maximum size of a response. Lambda allows 6 MB of JSON, and the body is a string in that JSON.
 * So each quote and backslash of the body counts twice.
 */
export const MAX_ANSWER_BYTES = 4_500_000;

/** Returns the size of a value in a response, in bytes, with the escapes that Lambda adds. */
export function answerSize(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(JSON.stringify(value)));
}
