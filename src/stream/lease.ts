import { randomUUID } from 'node:crypto';
import type { DynamoTable } from '../store/dynamo-client.ts';
import { createExpression } from '../store/expression.ts';
import type { Key } from '../store/keys.ts';
import { PARTITION_KEY, TTL_ATTRIBUTE } from '../store/table.ts';
import { ConditionFailed } from '../store/table-failures.ts';

/** Lets one of several processes do something. After a crash, another one may after half a minute. */
export interface Lease {
  /** Takes or keeps the lease. @returns whether this process has it */
  hold(): Promise<boolean>;
  release(): Promise<void>;
}

export interface LeaseOptions {
  readonly table: Pick<DynamoTable, 'put'>;
  readonly key: Key;
  readonly now?: () => number;
}

const LEASE_MS = 30_000;
/** The pause between requests for the lease. Two may fail before it is lost. */
const ASK_MS = 10_000;
const KEPT_SECONDS = 24 * 60 * 60;

export function createLease({ table, key, now = Date.now }: LeaseOptions): Lease {
  const owner = randomUUID();
  let isHeld = false;
  let askedAt = Number.NEGATIVE_INFINITY;

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
      if (now() - askedAt < ASK_MS) return isHeld;
      isHeld = await put(now() + LEASE_MS);
      askedAt = now();
      return isHeld;
    },
    async release() {
      if (isHeld) await put(0);
      isHeld = false;
    },
  };
}
