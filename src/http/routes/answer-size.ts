/**
 * Bytes that the largest answer takes. A Lambda function may answer with 6 MB. The answer's body is a text in that JSON,
 * so its quotes and backslashes count twice.
 */
export const MAX_ANSWER_BYTES = 4_500_000;

/** The bytes that a value takes in an answer, escaped as on Lambda. */
export function answerSize(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(JSON.stringify(value)));
}
