import { UsageError } from '../../src/usage-error.ts';

/** @throws {UsageError} for a blank reason */
export function acceptArgument(reason: string | undefined): string | undefined {
  if (reason?.trim() === '') throw new UsageError('--accept needs a reason, which is kept with the definitions.');
  return reason?.trim();
}
