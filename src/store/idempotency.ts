import { createHash } from 'node:crypto';
import type { DynamoTable } from './dynamo-client.ts';
import { createExpression, type ExpressionBuilder } from './expression.ts';
import { type Item, idempotencyKey, type Key } from './keys.ts';
import { derivedId, newId } from './record-item.ts';
import { KeyReused, StoreUnavailable } from './record-store.ts';
import { PARTITION_KEY, TTL_ATTRIBUTE } from './table.ts';
import { ConditionFailed } from './table-failures.ts';

/**
 * Stores idempotency keys, so that a repeated request writes nothing twice.
 *
 * A request with a key first writes a marker, on the condition that none exists. The marker contains an id.
 * The ids of the request's records and writes are derived from it.
 * A retry or a concurrent request finds the marker and uses the same ids, so that all of them create the same records.
 * A marker expires after 24 hours. If the request is refused, its marker is free: a request with another body can replace it.
 */
export interface Idempotency {
  /**
   * Finds or creates the marker of a key.
   * @throws {KeyReused} if the key was used with another body
   */
  claim(use: KeyUse): Promise<Claim>;
  /** Returns the claim of a request without a key. @param id a UUID version 7 */
  unclaimed(id: string): Claim;
  /**
   * Stores which operations of the request were applied, so that a retry does not apply them again.
   * Keeps what a concurrent request with the key has stored.
   * @throws {StoreUnavailable} with unknown outcome, because the operations were applied
   */
  settle(claim: Claim, applied: Applied): Promise<void>;
  /** Frees the key of a refused request. The key of a repeated request stays: the first request may have been applied. */
  release(claim: Claim): Promise<void>;
}

/** A key is valid for one caller, method and path. */
export interface KeyUse {
  readonly workspace: string;
  readonly sub: string;
  readonly method: string;
  readonly path: string;
  readonly key: string;
  readonly body: Uint8Array;
}

/** The numbers of the operations that were applied. */
export interface Applied {
  readonly applied: readonly number[];
  /** The applied operations that changed nothing, because the record already had these values. */
  readonly unchanged: readonly number[];
}

export interface Claim extends Applied {
  /** Absent for a request without a key. */
  readonly marker?: Key;
  /** A UUID version 7: the id of the record, or the root of the ids of a batch or an import. */
  readonly id: string;
  /** Whether an earlier request used the key. */
  readonly repeated: boolean;
}

/** Returns the id of the record that an operation creates. It is the same in every retry. */
export function recordIdOf({ id }: Claim, index: number): string {
  return derivedId(id, index);
}

const LIFETIME_SECONDS = 24 * 60 * 60;
// A marker can expire between the failed condition and the read, but this rarely happens twice.
const ROUNDS = 3;

/** The attribute of a marker whose request was refused. */
const FREE = 'free';

const NONE: Applied = { applied: [], unchanged: [] };

export function createIdempotency({ table, now = () => new Date() }: { table: DynamoTable; now?: () => Date }): Idempotency {
  const seconds = () => Math.floor(now().getTime() / 1000);

  /**
   * Creates the marker. Replaces an expired marker, because DynamoDB takes days to remove it.
   * @returns whether it was created now
   */
  async function make(marker: Item): Promise<boolean> {
    const { name, value, condition } = createExpression();
    const expired = `attribute_not_exists(${name(PARTITION_KEY)}) OR ${name(TTL_ATTRIBUTE)} <= ${value(seconds())}`;
    return await isDone(async () => await table.put(marker, condition([expired])));
  }

  /** Replaces a free marker. @returns whether it was replaced now */
  async function replace(id: string, marker: Item): Promise<boolean> {
    const expression = createExpression();
    return await isDone(async () => await table.put(marker, expression.condition(freeClauses(expression, id))));
  }

  /** Takes a free marker of the same body. @returns whether it was taken now */
  async function take(id: string, marker: Key): Promise<boolean> {
    const expression = createExpression();
    const update = expression.update({ set: {}, remove: [FREE] }, freeClauses(expression, id));
    return await isDone(async () => await table.update(marker, update));
  }

  /**
   * Adds an outcome to the stored one, if that has not grown since. It only grows, so its size shows this.
   * @returns whether it was added
   */
  async function add(outcome: Applied, stored: Applied, id: string, marker: Key): Promise<boolean> {
    const { name, value, update } = createExpression();
    const applied = [...new Set([...stored.applied, ...outcome.applied])];
    const unchanged = [...stored.unchanged, ...outcome.unchanged.filter((index) => !stored.applied.includes(index))];
    const isAsStored = [
      `size(${name('applied')}) = ${value(stored.applied.length)}`,
      ...(stored.applied.length === 0 ? [`attribute_not_exists(${name('applied')})`] : []),
    ];
    const clauses = [`${name('id')} = ${value(id)}`, isAsStored.join(' OR ')];
    try {
      await table.update(marker, update({ set: { applied, unchanged }, remove: [FREE] }, clauses));
      return true;
    } catch (error) {
      if (error instanceof ConditionFailed) return false;
      throw error;
    }
  }

  return {
    async claim(use) {
      const marker = idempotencyKey(use.workspace, hashOf([use.sub, use.method, use.path, use.key]));
      const bodyHash = createHash('sha256').update(use.body).digest('hex');
      const id = newId();
      for (let round = 0; round < ROUNDS; round++) {
        const own = { ...marker, id, bodyHash, [TTL_ATTRIBUTE]: seconds() + LIFETIME_SECONDS };
        if (await make(own)) return { marker, id, repeated: false, ...NONE };
        const found = await table.get(marker);
        if (found === undefined || Number(found[TTL_ATTRIBUTE]) <= seconds()) continue;
        const foundId = String(found['id']);
        const isSame = found['bodyHash'] === bodyHash;
        if (found[FREE] === true) {
          // Keep the id for the same body: a concurrent request may still apply it.
          if (await (isSame ? take(foundId, marker) : replace(foundId, own)))
            return { marker, id: isSame ? foundId : id, repeated: false, ...NONE };
          continue;
        }
        if (!isSame) throw new KeyReused();
        // If it has the id of this request, only the response to the write was lost.
        return { marker, id: foundId, repeated: foundId !== id, ...appliedIn(found) };
      }
      throw new StoreUnavailable('the marker of the idempotency key cannot be stored', { outcomeUnknown: false });
    },

    unclaimed: (id) => ({ id, repeated: false, ...NONE }),

    async settle({ marker, id, ...known }, outcome) {
      if (marker === undefined) return;
      try {
        // Ends, because each round finds more stored operations.
        for (let stored: Applied = known; ; ) {
          if (await add(outcome, stored, id, marker)) return;
          const found = await table.get(marker);
          // The key has expired or belongs to another request, so no request can be a retry.
          if (found?.['id'] !== id) return;
          stored = appliedIn(found);
        }
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) throw error;
        // The operations were applied. A retry will store this.
        throw new StoreUnavailable('the applied operations cannot be stored', { outcomeUnknown: true, cause: error });
      }
    },

    async release({ marker, id, repeated }) {
      if (marker === undefined || repeated) return;
      const { name, value, update } = createExpression();
      const isUnused = [`${name('id')} = ${value(id)}`, `attribute_not_exists(${name('applied')})`];
      try {
        await table.update(marker, update({ set: { [FREE]: true }, remove: [] }, isUnused));
      } catch (error) {
        // The key stays taken. The client still gets the reason of the refusal.
        if (!(error instanceof ConditionFailed || error instanceof StoreUnavailable)) throw error;
      }
    },
  };
}

/** Runs a conditional write of a marker. @returns `false` if its condition failed, or if it may have failed */
async function isDone(write: () => Promise<unknown>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    if (error instanceof ConditionFailed || (error instanceof StoreUnavailable && error.outcomeUnknown)) return false;
    throw error;
  }
}

function freeClauses({ name, value }: ExpressionBuilder, id: string): string[] {
  return [`${name('id')} = ${value(id)}`, `${name(FREE)} = ${value(true)}`];
}

function hashOf(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}

function appliedIn({ applied, unchanged }: Item): Applied {
  return { applied: numbersOf(applied), unchanged: numbersOf(unchanged) };
}

function numbersOf(value: unknown): number[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'number') : [];
}
