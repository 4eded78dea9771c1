import { UsageError } from '../usage-error.ts';

/** Prints an error and exits with code 1. A `UsageError` is printed as its message, any other error with its stack. */
export function exitWith(error: unknown): never {
  const reason = error instanceof UsageError ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`${reason}\n`);
  process.exit(1);
}
