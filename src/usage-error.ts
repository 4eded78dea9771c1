/** The service cannot start, or a command cannot go on. The message says why and what to do; a stack would add nothing. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
