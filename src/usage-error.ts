/** Thrown if the service cannot start or a command cannot continue. The message says why and what to do, so no stack is printed. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
