import { UsageError } from '../usage-error.ts';

/** Ends the process with 1, saying why: a refusal by its message alone, anything else with its stack. */
export function exitWith(error: unknown): never {
  const reason = error instanceof UsageError ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`${reason}\n`);
  process.exit(1);
}
