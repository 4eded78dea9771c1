import { setTimeout as delay } from 'node:timers/promises';
import type { OwnClaim } from './claim-term.ts';
import { type Claims, createClaims, Outdated } from './claims.ts';
import { type Condition, type DynamoTable, isNew } from './dynamo-client.ts';
import { createExpression } from './expression.ts';
import { isRecord } from './filter.ts';
import { type Item, type Key, recordKey } from './keys.ts';
import { GoneForGood, IndexBuilding, NotUnique, type Scope, StoreUnavailable, VersionConflict } from './record-store.ts';
import { FENCE, SORT_KEY } from './table.ts';
import { type Held, heldBy, type PlacedUnique } from './unique-fields.ts';
import { needsReadBack, readBack } from './verify-write.ts';

/** Maximum number of attempts. Each retry means that another writer has changed the record. */
const ROUNDS = 12;
const PAUSE_MS = 20;

/** Writes of records that have unique fields (`claims.ts`). */
export interface UniqueWrites {
  /** Creates a record. @returns the stored item, which an earlier attempt may have created */
  create(scope: Scope, uniques: readonly PlacedUnique[], item: Item): Promise<Item>;
  /** Changes an existing record. */
  change<Result>(scope: Scope, uniques: readonly PlacedUnique[], change: UniqueChange<Result>): Promise<Result>;
  /** Reads the claims of a record before it is deleted permanently. */
  claimsOf(scope: Scope, uniques: readonly PlacedUnique[], id: string): Promise<readonly OwnClaim[]>;
  release: Claims['release'];
}

export interface UniqueChange<Result> {
  /** Reads the current record. Returns `done` if the change was already applied. Throws if the change is refused. */
  read(): Promise<{ readonly item: Item } | { readonly done: Result }>;
  /** Returns the item with its unique fields after the change. */
  next(item: Item): Item;
  /** Whether the change restores the record from the trash. Then all its values are claimed again. */
  readonly restores?: boolean;
  /** Writes the record, if its version and fence are still those of the item. @throws {VersionConflict} otherwise */
  write(item: Item): Promise<Result>;
}

export function createUniqueWrites({ table, now }: { readonly table: DynamoTable; readonly now: () => Date }): UniqueWrites {
  const claims = createClaims({ table, now });

  /** Reads the item after a failed create: the record of an earlier attempt, or the fence that stopped this attempt. */
  async function afterFailure(key: Key, error: unknown): Promise<Item> {
    const isOfWrite = needsReadBack(error);
    if (!isOfWrite && !(error instanceof NotUnique || error instanceof Outdated)) throw error;
    const current = isOfWrite ? await readBack(table, key, error) : await table.get(key);
    if (isRecord(current)) return current;
    // The tombstone of a deleted record.
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
          if (gained.length > 0) await claims.take(scope, { id, from, ignoresTrash: restores }, gained);
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

/** Returns the terms of `held` that are not in `first`. */
function without(first: readonly Held[], held: readonly Held[]): Held[] {
  return held.filter(({ part, term }) => !first.some((other) => other.part === part && other.term === term));
}

function refuseUntilComplete(held: readonly Held[]): void {
  const incomplete = held.find(({ part }) => !part.complete);
  if (incomplete !== undefined) throw new IndexBuilding(incomplete.part.field, 'unique');
}

/** Returns the condition of a create after another writer stopped it. It excludes tombstones, which have a `writeId`. */
function behindFence(fence: unknown): Condition {
  const { name, value, condition } = createExpression();
  return condition([`${name(FENCE)} = ${value(fence)}`, `attribute_not_exists(${name('writeId')})`]);
}

function tooBusy(): StoreUnavailable {
  return new StoreUnavailable('too many concurrent writes to one record', { outcomeUnknown: false });
}
