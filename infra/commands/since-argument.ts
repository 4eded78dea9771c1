import { UsageError } from '../../src/usage-error.ts';

const UNIT_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/**
 * Returns the instant of `--since`, in milliseconds since 1970: `30s`, `10m`, `2h` or `1d` before now.
 * @throws {UsageError}
 */
export function sinceArgument(text = '10m', now: number): number {
  const [, count, unit] = /^(\d{1,4})([smhd])$/.exec(text) ?? [];
  if (unit !== 's' && unit !== 'm' && unit !== 'h' && unit !== 'd') {
    throw new UsageError(`--since is "${text}"; it must be a number of seconds, minutes, hours or days, such as 30s, 10m, 2h or 1d.`);
  }
  return now - Number(count) * UNIT_MS[unit];
}
