/**
 * Bytes of the largest answer. The limit of Lambda is 6 MB of JSON, in which the body is a string. So each quote and backslash of the
 * body counts twice.
 */
export const MAX_ANSWER_BYTES = 4_500_000;

/** The bytes of a value in an answer, escaped as on Lambda. */
export function answerSize(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(JSON.stringify(value)));
}
