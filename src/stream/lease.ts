import { randomUUID } from 'node:crypto';
import type { DynamoTable } from '../store/dynamo-client.ts';
import { createExpression } from '../store/expression.ts';
import type { Key } from '../store/keys.ts';
import { PARTITION_KEY, TTL_ATTRIBUTE } from '../store/table.ts';
import { ConditionFailed } from '../store/table-failures.ts';

/** A lock that one process holds. It expires after 30 s without renewal. */
export interface Lease {
  /** Takes or renews the lease. @returns whether this process has it. @throws if the table does not answer */
  hold(): Promise<boolean>;
  /** Whether the lease has not expired since this process took or renewed it. */
  isHeld(): boolean;
  release(): Promise<void>;
}

export interface LeaseOptions {
  readonly table: Pick<DynamoTable, 'put'>;
  readonly key: Key;
  readonly now?: () => number;
  /** Default: 30 s. */
  readonly leaseMs?: number;
}

const LEASE_MS = 30_000;
const KEPT_SECONDS = 24 * 60 * 60;

export function createLease({ table, key, now = Date.now, leaseMs = LEASE_MS }: LeaseOptions): Lease {
  const owner = randomUUID();
  let heldUntil = 0;
  const isHeld = () => now() < heldUntil;

  async function put(until: number): Promise<boolean> {
    const expression = createExpression();
    const { name, value } = expression;
    const isFree = `attribute_not_exists(${name(PARTITION_KEY)}) OR ${name('until')} < ${value(now())} OR ${name('owner')} = ${value(owner)}`;
    const expiresAt = Math.floor(now() / 1000) + KEPT_SECONDS;
    try {
      await table.put({ ...key, owner, until, [TTL_ATTRIBUTE]: expiresAt }, expression.condition([isFree]));
      return true;
    } catch (error) {
      if (error instanceof ConditionFailed) return false;
      throw error;
    }
  }

  return {
    async hold() {
      const until = now() + leaseMs;
      heldUntil = (await put(until)) ? until : 0;
      return isHeld();
    },
    isHeld,
    async release() {
      if (isHeld()) await put(0);
      heldUntil = 0;
    },
  };
}
