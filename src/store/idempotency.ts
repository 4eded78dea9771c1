import { createHash } from 'node:crypto';
import type { DynamoTable } from './dynamo-client.ts';
import { createExpression } from './expression.ts';
import { type Item, idempotencyKey, type Key } from './keys.ts';
import { derivedId, newId } from './record-item.ts';
import { KeyReused, StoreUnavailable } from './record-store.ts';
import { PARTITION_KEY, TTL_ATTRIBUTE } from './table.ts';
import { ConditionFailed } from './table-failures.ts';

/**
 * The marker protocol: an idempotency key's marker is written first, on the condition that there is none, and holds the
 * id that the request's record will have. Whoever finds it (the other of two at once, or a retry after a crash) goes on
 * with that id, so all of them end in the same record.
 */
export interface Idempotency {
  /**
   * Finds or makes the marker of a key.
   * @throws {KeyReused} if the key came with another body.
   */
  claim(use: KeyUse): Promise<Claim>;
  /** What stands for a claim where a request has no key. */
  unclaimed(): Claim;
  /**
   * Notes which operations of the request were applied, so that a repetition does not apply them again.
   * @throws {StoreUnavailable} whose outcome is unknown, because what the request asked for was done before
   */
  settle(claim: Claim, applied: Applied): Promise<void>;
}

/** A key belongs to the caller, the method and the path. */
export interface KeyUse {
  readonly workspace: string;
  readonly sub: string;
  readonly method: string;
  readonly path: string;
  readonly key: string;
  readonly body: Uint8Array;
}

/** The operations of a request that are known to be applied, by number. */
export interface Applied {
  readonly applied: readonly number[];
  /** Those among them that found the record as asked for and changed nothing. */
  readonly unchanged: readonly number[];
}

export interface Claim extends Applied {
  /** Absent for a request without a key. */
  readonly marker?: Key;
  /** A UUID version 7: the id of the record, and the root of the ids of a batch. */
  readonly id: string;
  /** Whether the request has been seen before. */
  readonly repeated: boolean;
}

/** The id of the record that one operation of the request makes: the same however often it is run. */
export function recordIdOf({ id }: Claim, index: number): string {
  return derivedId(id, index);
}

const LIFETIME_SECONDS = 24 * 60 * 60;
// A marker can expire between the refused condition and the read, but not over and over.
const ROUNDS = 3;

const NONE: Applied = { applied: [], unchanged: [] };

export function createIdempotency({ table, now = () => new Date() }: { table: DynamoTable; now?: () => Date }): Idempotency {
  const seconds = () => Math.floor(now().getTime() / 1000);

  /** Whether the marker was made just now; DynamoDB takes days to remove an expired one, so one may be replaced. */
  async function make(marker: Item): Promise<boolean> {
    const { name, value, condition } = createExpression();
    const expired = `attribute_not_exists(${name(PARTITION_KEY)}) OR ${name(TTL_ATTRIBUTE)} <= ${value(seconds())}`;
    try {
      await table.put(marker, condition([expired]));
      return true;
    } catch (error) {
      if (error instanceof ConditionFailed || (error instanceof StoreUnavailable && error.outcomeUnknown)) return false;
      throw error;
    }
  }

  return {
    async claim(use) {
      const marker = idempotencyKey(use.workspace, hashOf([use.sub, use.method, use.path, use.key]));
      const bodyHash = createHash('sha256').update(use.body).digest('hex');
      for (let round = 0; round < ROUNDS; round++) {
        const id = newId();
        const made = await make({ ...marker, id, bodyHash, [TTL_ATTRIBUTE]: seconds() + LIFETIME_SECONDS });
        if (made) return { marker, id, repeated: false, ...NONE };
        const found = await table.get(marker);
        if (found === undefined || Number(found[TTL_ATTRIBUTE]) <= seconds()) continue;
        if (found['bodyHash'] !== bodyHash) throw new KeyReused();
        // Its own id there means that only the answer was lost.
        const [applied, unchanged] = [numbersOf(found['applied']), numbersOf(found['unchanged'])];
        return { marker, id: String(found['id']), repeated: found['id'] !== id, applied, unchanged };
      }
      throw new StoreUnavailable('the marker of the idempotency key cannot be kept', { outcomeUnknown: false });
    },

    unclaimed: () => ({ id: newId(), repeated: false, ...NONE }),

    async settle({ marker }, { applied, unchanged }) {
      if (marker === undefined) return;
      const expression = createExpression();
      const isThere = `attribute_exists(${expression.name(PARTITION_KEY)})`;
      try {
        await table.update(marker, expression.update({ set: { applied, unchanged }, remove: [] }, [isThere]));
      } catch (error) {
        // The key has run out since; nobody can repeat the request any more.
        if (error instanceof ConditionFailed) return;
        if (!(error instanceof StoreUnavailable)) throw error;
        // What the request asked for is done all the same. Its repetition will note it.
        throw new StoreUnavailable('what was applied cannot be noted', { outcomeUnknown: true, cause: error });
      }
    },
  };
}

function hashOf(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}

function numbersOf(value: unknown): number[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'number') : [];
}
