import { UsageError } from '../../src/usage-error.ts';

/** Returns the trimmed reason. @throws {UsageError} if it is blank */
export function acceptArgument(reason: string | undefined): string | undefined {
  if (reason?.trim() === '') throw new UsageError('--accept needs a reason, which is kept with the definitions.');
  return reason?.trim();
}
