import { setTimeout as delay } from 'node:timers/promises';
import { type Claims, createClaims, Outdated, type OwnClaim } from './claims.ts';
import { type Condition, type DynamoTable, isNew } from './dynamo-client.ts';
import { createExpression } from './expression.ts';
import { isRecord } from './filter.ts';
import { type Item, type Key, recordKey } from './keys.ts';
import { GoneForGood, IndexBuilding, NotUnique, type Scope, StoreUnavailable, VersionConflict } from './record-store.ts';
import { FENCE, SORT_KEY } from './table.ts';
import { type Held, heldBy, type PlacedUnique } from './unique-fields.ts';
import { needsReadBack, readBack } from './verify-write.ts';

/** Each further round means that another writer changed the record in between. */
const ROUNDS = 12;
const PAUSE_MS = 20;

/** Writes of records that have unique fields (`claims.ts`). */
export interface UniqueWrites {
  /** Creates a record. @returns the item as it is in the table: an earlier attempt may have created it. */
  create(scope: Scope, uniques: readonly PlacedUnique[], item: Item): Promise<Item>;
  /** Changes a record that exists. */
  change<Result>(scope: Scope, uniques: readonly PlacedUnique[], change: UniqueChange<Result>): Promise<Result>;
  /** The claims of a record that is about to be deleted permanently. */
  claimsOf(scope: Scope, uniques: readonly PlacedUnique[], id: string): Promise<readonly OwnClaim[]>;
  release: Claims['release'];
}

export interface UniqueChange<Result> {
  /** The record as it is now. Throws what refuses the change, or returns `undefined` if it was already applied: see `done`. */
  read(): Promise<{ readonly item: Item } | { readonly done: Result }>;
  /** The item with the unique fields as the change leaves them. */
  next(item: Item): Item;
  /** Whether the record gets back what it has: a restore. */
  readonly restores?: boolean;
  /** Writes the record on the condition that it has the version and the fence of the item. @throws {VersionConflict} if not */
  write(item: Item): Promise<Result>;
}

export function createUniqueWrites({ table, now }: { readonly table: DynamoTable; readonly now: () => Date }): UniqueWrites {
  const claims = createClaims({ table, now });

  /** What a failed create finds instead of its record: the record of an earlier attempt, or the fence that stopped this one. */
  async function afterFailure(key: Key, error: unknown): Promise<Item> {
    const isOfWrite = needsReadBack(error);
    if (!isOfWrite && !(error instanceof NotUnique || error instanceof Outdated)) throw error;
    const current = isOfWrite ? await readBack(table, key, error) : await table.get(key);
    if (isRecord(current)) return current;
    // The trace of a deleted record.
    if (current?.['writeId'] !== undefined) throw new GoneForGood();
    if (isOfWrite && current !== undefined) return current;
    throw error instanceof Outdated ? tooBusy() : error;
  }

  return {
    async create(scope, uniques, item) {
      const key = recordKey(scope, String(item[SORT_KEY]));
      const held = heldBy(uniques, item);
      refuseUntilComplete(held);
      let condition: Condition = isNew;
      for (let round = 0; round < ROUNDS; round++) {
        try {
          await claims.take(scope, { id: key.sk, from: 0 }, held);
          await table.put(item, condition);
          return item;
        } catch (error) {
          const found = await afterFailure(key, error);
          if (isRecord(found)) return found;
          condition = behindFence(found[FENCE]);
        }
      }
      throw tooBusy();
    },

    async change(scope, uniques, { read, next, restores = false, write }) {
      for (let round = 0; round < ROUNDS; round++) {
        if (round > 1) await delay(Math.random() * PAUSE_MS * round);
        const current = await read();
        if ('done' in current) return current.done;
        const { item } = current;
        const [before, after] = [heldBy(uniques, item), heldBy(uniques, next(item))];
        const gained = restores ? after : without(before, after);
        refuseUntilComplete(gained);
        const [id, from] = [String(item[SORT_KEY]), Number(item['version'])];
        try {
          if (gained.length > 0) await claims.take(scope, { id, from, ...(restores ? { besides: 'live' } : {}) }, gained);
          const lost = await claims.read(scope, id, without(after, before));
          const result = await write(item);
          await claims.release(lost);
          return result;
        } catch (error) {
          if (!(error instanceof VersionConflict || error instanceof Outdated)) throw error;
        }
      }
      throw tooBusy();
    },

    async claimsOf(scope, uniques, id) {
      const item = await table.get(recordKey(scope, id));
      return isRecord(item) ? await claims.read(scope, id, heldBy(uniques, item)) : [];
    },

    release: claims.release,
  };
}

/** Those that are not among the first. */
function without(first: readonly Held[], held: readonly Held[]): Held[] {
  return held.filter(({ part, term }) => !first.some((other) => other.part === part && other.term === term));
}

function refuseUntilComplete(held: readonly Held[]): void {
  const incomplete = held.find(({ part }) => !part.complete);
  if (incomplete !== undefined) throw new IndexBuilding(incomplete.part.field, 'unique');
}

/** The condition of a create that was stopped before. The trace of a deleted record has a `writeId`. */
function behindFence(fence: unknown): Condition {
  const { name, value, condition } = createExpression();
  return condition([`${name(FENCE)} = ${value(fence)}`, `attribute_not_exists(${name('writeId')})`]);
}

function tooBusy(): StoreUnavailable {
  return new StoreUnavailable('too many writers at one record', { outcomeUnknown: false });
}
