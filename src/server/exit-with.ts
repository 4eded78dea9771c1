import { UsageError } from '../usage-error.ts';

/** Ends the process with 1 and prints the error: a `UsageError` by its message, any other with its stack. */
export function exitWith(error: unknown): never {
  const reason = error instanceof UsageError ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`${reason}\n`);
  process.exit(1);
}
