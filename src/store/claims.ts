import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { addHolder, type Claim, giveUp, takeFree, takeOver, toClaim } from './claim-item.ts';
import type { DynamoTable, Update } from './dynamo-client.ts';
import { createExpression } from './expression.ts';
import { isRecord, isTrashed } from './filter.ts';
import { claimKey, type Item, type Key, recordKey, uniqueTerm } from './keys.ts';
import { NotUnique, type Scope, StoreUnavailable, type Taken } from './record-store.ts';
import { FENCE, PARTITION_KEY, SORT_KEY, TTL_ATTRIBUTE } from './table.ts';
import type { Held } from './unique-fields.ts';
import { needsReadBack } from './verify-write.ts';

/**
 * Enforces unique values without transactions.
 *
 * 1. Before a write sets a unique value, it claims the value. It writes one item per value, on the condition that the value is free.
 * 2. Then it writes the record, on the condition that the version and the fence of the record are the same as before the claim.
 *
 * A claim alone does not decide. On a conflict, the writer reads the record that holds the claim.
 * If the holder has the value, the value is taken. If not, the holder has lost it, or its write is pending, or its process has died.
 * Then the version of the holder decides:
 *
 * - If it is not the version in the claim, the pending write can no longer succeed. The new writer takes over the claim immediately.
 * - If it is, the new writer waits briefly and changes the holder's fence, so that the pending write fails. Then it takes over the claim.
 *   The stopped writer reads its record again, claims again, and finds that the value is taken.
 *
 * Every step has a condition, so an interruption at any point is safe. Safety depends on the order of the steps.
 * The first writer reads the fence, claims and writes. The second writer reads the claim, changes the fence and replaces the same claim.
 */
export interface Claims {
  /**
   * Claims these terms for a record at the version `from` (0 if it does not exist yet).
   * @throws {NotUnique} if other records have them; then no claim is kept
   * @throws {Outdated} if the record has a later version @throws {StoreUnavailable} with no record written
   */
  take(scope: Scope, claimant: Claimant, held: readonly Held[]): Promise<void>;
  /** Reads the record's claims on these terms, to release them after a write. */
  read(scope: Scope, id: string, held: readonly Held[]): Promise<readonly OwnClaim[]>;
  /**
   * Releases claims that have not changed since they were read.
   * Ignores an unavailable table, because the next writer detects a claim that is out of date.
   */
  release(claims: readonly OwnClaim[]): Promise<void>;
  /**
   * Claims the terms of a record that was stored before its fields became unique.
   * @returns the terms that other records also have
   */
  adopt(scope: Scope, item: Item, held: readonly Held[]): Promise<readonly Held[]>;
}

export interface Claimant {
  readonly id: string;
  readonly from: number;
  /**
   * Whether records in the trash are no conflict. A restore sets it:
   * the record may share its value with them, from before the field was unique.
   */
  readonly ignoresTrash?: boolean;
}

export interface OwnClaim {
  readonly key: Key;
  readonly token: string;
}

/** Thrown if the record has changed since it was read. */
export class Outdated extends Error {
  override readonly name = 'Outdated';
}

/** How long a write may be pending before another writer stops it. Another value changes the waiting time, but not the safety. */
const PATIENCE_MS = 1_000;
const FIRST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 200;
/** Maximum number of attempts. Each retry means that another writer has changed the claim or its holder. */
const ROUNDS = 60;
/** How long a fence is kept if there is no record: longer than any request. */
const FENCE_SECONDS = 24 * 60 * 60;

export function createClaims({ table, now }: { readonly table: DynamoTable; readonly now: () => Date }): Claims {
  const seconds = () => Math.floor(now().getTime() / 1000);

  async function readClaim(key: Key): Promise<Claim | undefined> {
    return toClaim(await table.get(key));
  }

  /**
   * Updates a claim.
   * @returns the new claim, or the current claim if the update was refused or the response was lost
   */
  async function updateClaim(key: Key, update: Update): Promise<Claim | undefined> {
    try {
      return toClaim(await table.update(key, update));
    } catch (error) {
      if (!needsReadBack(error)) throw error;
      return await readClaim(key);
    }
  }

  /** @returns whether the update was applied; `false` also if the outcome is unknown */
  async function tryUpdate(key: Key, update: Update): Promise<boolean> {
    try {
      await table.update(key, update);
      return true;
    } catch (error) {
      if (needsReadBack(error)) return false;
      throw error;
    }
  }

  /** Reads the records that a claim lists, except the record `id`. */
  async function othersOf(scope: Scope, { holder, also }: Claim, id: string): Promise<readonly Item[]> {
    const ids = [holder, ...also].filter((other) => other !== id);
    return ids.length === 0 ? [] : await table.getMany(ids.map((other) => recordKey(scope, other)));
  }

  /** Changes the fence of the record, so that a pending write of it fails. @returns whether the fence was changed */
  async function stop(key: Key, item: Item | undefined): Promise<boolean> {
    return await tryUpdate(key, newFence(item, seconds() + FENCE_SECONDS));
  }

  /**
   * Claims one term.
   * @param judge decides about a claim that lists other records; returns `undefined` if none of them has the term
   */
  async function claim<Verdict>(scope: Scope, { id, from }: Claimant, held: Held, judge: Judge<Verdict>): Promise<Verdict | OwnClaim> {
    const key = claimKey(scope, held.part, held.term);
    const own = { holder: id, from, token: randomUUID() };
    const isOverdue = createPatience();
    let found = await updateClaim(key, takeFree(own));
    for (let round = 0; round < ROUNDS; round++) {
      if (found?.token === own.token && found.also.length === 0) return { key, token: own.token };
      if (found === undefined) {
        found = await updateClaim(key, takeFree(own));
        continue;
      }
      const others = await othersOf(scope, found, id);
      const verdict = await judge({ key, found, own, rivals: others.filter((item) => hasTerm(item, held)) });
      if (verdict !== undefined) return verdict;
      if (found.token === own.token) return { key, token: own.token };
      const holder = others.find((item) => item[SORT_KEY] === found?.holder);
      if (canStillSucceed(found, holder)) {
        const mayTake = (await isOverdue(found.token)) && (await stop(recordKey(scope, found.holder), holder));
        found = mayTake ? await updateClaim(key, takeOver(own, found)) : await readClaim(key);
      } else {
        found = await updateClaim(key, takeOver(own, found));
      }
    }
    throw new StoreUnavailable('too many concurrent writes to one value', { outcomeUnknown: false });
  }

  async function takeOne(scope: Scope, claimant: Claimant, held: Held): Promise<OwnClaim> {
    const taken = (item: Item | undefined, id = String(item?.[SORT_KEY])): NotUnique =>
      new NotUnique([{ type: scope.type.name, field: held.part.field, id, trashed: item !== undefined && isTrashed(item) }]);
    return await claim<never>(scope, claimant, held, async ({ found, own, rivals }) => {
      const isOwn = found.token === own.token;
      const rival = rivals.find((item) => !(isOwn && claimant.ignoresTrash === true && isTrashed(item)));
      if (rival !== undefined) throw taken(rival);
      if (!isOwn && found.holder === claimant.id) throw new Outdated();
      if (!isOwn && found.more) throw taken(undefined, found.holder);
      return undefined;
    });
  }

  /**
   * Releases the claims of a write that was refused for another field.
   * First stops other writes of the same record, because they may rely on these claims.
   */
  async function abandon(scope: Scope, { id, from }: Claimant, claims: readonly (OwnClaim & { readonly held: Held })[]): Promise<void> {
    const key = recordKey(scope, id);
    const item = await table.get(key);
    const unused = claims.filter(({ held }) => !isRecord(item) || !hasTerm(item, held));
    if (unused.length > 0 && canStillSucceed({ from }, item) && (await stop(key, item))) await release(unused);
  }

  async function release(claims: readonly OwnClaim[]): Promise<void> {
    await Promise.all(
      claims.map(async ({ key, token }) => {
        try {
          await tryUpdate(key, giveUp(token, seconds()));
        } catch (error) {
          if (!(error instanceof StoreUnavailable)) throw error;
        }
      }),
    );
  }

  return {
    async take(scope, claimant, held) {
      const own: (OwnClaim & { readonly held: Held })[] = [];
      const taken: Taken[] = [];
      try {
        for (const wanted of held) {
          try {
            own.push({ ...(await takeOne(scope, claimant, wanted)), held: wanted });
          } catch (error) {
            if (!(error instanceof NotUnique)) throw error;
            taken.push(...error.taken);
          }
        }
        if (taken.length > 0 && own.length > 0) await abandon(scope, claimant, own);
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) throw error;
        throw new StoreUnavailable('a value cannot be claimed', { outcomeUnknown: false, cause: error });
      }
      if (taken.length > 0) throw new NotUnique(taken);
    },

    async read(scope, id, held) {
      if (held.length === 0) return [];
      const keys = held.map(({ part, term }) => claimKey(scope, part, term));
      const items = await table.getMany(keys);
      return items.flatMap((item) => {
        const claim = toClaim(item);
        return claim?.holder === id ? [{ key: { pk: String(item[PARTITION_KEY]), sk: String(item[SORT_KEY]) }, token: claim.token }] : [];
      });
    },

    release,

    async adopt(scope, item, held) {
      const claimant = { id: String(item[SORT_KEY]), from: Number(item['version']) };
      const shared: Held[] = [];
      for (const wanted of held) {
        const verdict = await claim(scope, claimant, wanted, async ({ key, found, own, rivals }) => {
          if (found.holder === claimant.id || found.also.includes(claimant.id)) return rivals.length > 0 ? 'shared' : 'own';
          if (rivals.length === 0) return undefined;
          const changed = await updateClaim(key, addHolder(claimant.id, own.token, found));
          return changed?.also.includes(claimant.id) || changed?.more ? 'shared' : undefined;
        });
        if (verdict === 'shared') shared.push(wanted);
      }
      return shared;
    },
  };
}

interface Conflict {
  readonly key: Key;
  readonly found: Claim;
  readonly own: Pick<Claim, 'token'>;
  /** The other records in the claim that have the term. */
  readonly rivals: readonly Item[];
}

type Judge<Verdict> = (conflict: Conflict) => Promise<Verdict | undefined>;

function hasTerm(item: Item, { part, term }: Held): boolean {
  return isRecord(item) && uniqueTerm(part, item) === term;
}

/** Checks whether a write that was prepared for this version of the record can still succeed. */
function canStillSucceed({ from }: Pick<Claim, 'from'>, item: Item | undefined): boolean {
  return isRecord(item) ? item['version'] === from : from === 0;
}

/**
 * Returns an update that changes the fence of a record, if the record has not changed since the read.
 * Without a record, the fence is an item that expires.
 */
function newFence(item: Item | undefined, expiresAt: number): Update {
  const expression = createExpression();
  const { name, value } = expression;
  const set = { [FENCE]: randomUUID(), ...(item === undefined ? { [TTL_ATTRIBUTE]: expiresAt } : {}) };
  if (item === undefined) return expression.update({ set, remove: [] }, [`attribute_not_exists(${name(PARTITION_KEY)})`]);
  if (!isRecord(item)) return expression.update({ set, remove: [] }, [`attribute_exists(${name(TTL_ATTRIBUTE)})`]);
  const isAsRead = ['version', 'writeId'].map((attribute) => `${name(attribute)} = ${value(item[attribute])}`);
  return expression.update({ set, remove: [] }, isAsRead);
}

/** Returns a check whether it has seen the same token for `PATIENCE_MS`. If not, it pauses briefly and returns `false`. */
function createPatience(): (token: string) => Promise<boolean> {
  let [seen, until, pause] = ['', 0, FIRST_PAUSE_MS];
  return async (token) => {
    if (seen !== token) [seen, until] = [token, performance.now() + PATIENCE_MS];
    if (performance.now() >= until) return true;
    await delay(pause * (0.5 + Math.random()));
    pause = Math.min(LONGEST_PAUSE_MS, pause * 2);
    return false;
  };
}
