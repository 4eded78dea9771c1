import type { Definition } from '../schema/definition.ts';
import { checkDefinitions } from '../schema/definition-faults.ts';
import { UsageError } from '../usage-error.ts';

/**
 * A server calls it before it starts, a command before it reads or writes records by their definitions.
 * @throws {UsageError} with all faults
 */
export function requireValidDefinitions(definitions: readonly Definition[]): void {
  try {
    checkDefinitions(definitions);
  } catch (cause) {
    if (cause instanceof TypeError) throw new UsageError(`${cause.message}\nNothing was changed.`, { cause });
    throw cause;
  }
}
