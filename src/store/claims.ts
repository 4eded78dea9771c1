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
 * Keeps the values of unique fields apart, without transactions.
 *
 * 1. A write that gives a record a value first claims the value: one item for each value, on the condition that it is free.
 * 2. Then it writes the record, on the condition that the record has the version and the fence that were read before the claim.
 *
 * A claim never decides alone: on a conflict its holder is read. A holder with the value keeps it. One without it has lost it, or its
 * write is not done: that one may still come, and may also never come, because its process died. It depends on the holder's version:
 *
 * - It is no longer the one that the claim names: the write can no longer succeed. The claim is taken over at once.
 * - It still is: after a short wait the holder's fence is changed, so that the write fails, and the claim is taken over.
 *   A writer that is stopped in this way reads its record again, claims again, and finds the value taken.
 *
 * Each step of this has a condition, so it can be interrupted anywhere. The order is what makes it safe: fence read, claim, write on one
 * side; claim read, fence changed, the same claim replaced on the other.
 */
export interface Claims {
  /**
   * Claims all these terms for a record that is at the version `from` (0: it does not exist yet).
   * @throws {NotUnique} if other records have them; then no claim is left
   * @throws {Outdated} if the record is at a later version @throws {StoreUnavailable} with nothing written to any record
   */
  take(scope: Scope, claimant: Claimant, held: readonly Held[]): Promise<void>;
  /** The claims that the record has on these terms, to give them up after a write. */
  read(scope: Scope, id: string, held: readonly Held[]): Promise<readonly OwnClaim[]>;
  /** Gives claims up that nobody has changed since. Never fails: one that stays is found out of date by the next writer. */
  release(claims: readonly OwnClaim[]): Promise<void>;
  /**
   * Claims the terms that a stored record has, from before its fields were unique.
   * @returns the terms that other records have as well
   */
  adopt(scope: Scope, item: Item, held: readonly Held[]): Promise<readonly Held[]>;
}

export interface Claimant {
  readonly id: string;
  readonly from: number;
  /** Records from before the field was unique can share a value. To restore one, only the live ones count. */
  readonly besides?: 'any' | 'live';
}

export interface OwnClaim {
  readonly key: Key;
  readonly token: string;
}

/** The record has changed since it was read. */
export class Outdated extends Error {
  override readonly name = 'Outdated';
}

/** How long a write may take between its claim and its record until another one stops it. Nothing depends on its length but waiting. */
const PATIENCE_MS = 1_000;
const FIRST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 200;
/** Each further round means that another writer changed the claim or its holder in between. */
const ROUNDS = 60;
/** How long a fence is kept where there is no record: longer than any request. */
const FENCE_SECONDS = 24 * 60 * 60;

export function createClaims({ table, now }: { readonly table: DynamoTable; readonly now: () => Date }): Claims {
  const seconds = () => Math.floor(now().getTime() / 1000);

  async function readClaim(key: Key): Promise<Claim | undefined> {
    return toClaim(await table.get(key));
  }

  /** The claim after the update, or as it is now if that was refused or its answer was lost. */
  async function change(key: Key, update: Update): Promise<Claim | undefined> {
    try {
      return toClaim(await table.update(key, update));
    } catch (error) {
      if (!needsReadBack(error)) throw error;
      return await readClaim(key);
    }
  }

  /** Whether the update was made. `false` also if that is not known. */
  async function tries(key: Key, update: Update): Promise<boolean> {
    try {
      await table.update(key, update);
      return true;
    } catch (error) {
      if (needsReadBack(error)) return false;
      throw error;
    }
  }

  /** The items of the records that a claim names, without the claimant's own. */
  async function othersOf(scope: Scope, { holder, also }: Claim, id: string): Promise<readonly Item[]> {
    const ids = [holder, ...also].filter((other) => other !== id);
    return ids.length === 0 ? [] : await table.getMany(ids.map((other) => recordKey(scope, other)));
  }

  /** Stops the write of a record that has neither come nor failed. */
  async function stop(key: Key, item: Item | undefined): Promise<boolean> {
    return await tries(key, newFence(item, seconds() + FENCE_SECONDS));
  }

  /**
   * Claims one term.
   * @param judge decides over a claim that names other records; `undefined`: none of them has the term
   */
  async function claim<Verdict>(scope: Scope, { id, from }: Claimant, held: Held, judge: Judge<Verdict>): Promise<Verdict | OwnClaim> {
    const key = claimKey(scope, held.part, held.term);
    const own = { holder: id, from, token: randomUUID() };
    const isOverdue = createPatience();
    let found = await change(key, takeFree(own));
    for (let round = 0; round < ROUNDS; round++) {
      if (found?.token === own.token && found.also.length === 0) return { key, token: own.token };
      if (found === undefined) {
        found = await change(key, takeFree(own));
        continue;
      }
      const others = await othersOf(scope, found, id);
      const verdict = await judge({ key, found, own, rivals: others.filter((item) => hasTerm(item, held)) });
      if (verdict !== undefined) return verdict;
      if (found.token === own.token) return { key, token: own.token };
      const holder = others.find((item) => item[SORT_KEY] === found?.holder);
      if (mayStillCome(found, holder)) {
        const mayTake = (await isOverdue(found.token)) && (await stop(recordKey(scope, found.holder), holder));
        found = mayTake ? await change(key, takeOver(own, found)) : await readClaim(key);
      } else {
        found = await change(key, takeOver(own, found));
      }
    }
    throw new StoreUnavailable('too many writers at one value', { outcomeUnknown: false });
  }

  async function takeOne(scope: Scope, claimant: Claimant, held: Held): Promise<OwnClaim> {
    const taken = (item: Item | undefined, id = String(item?.[SORT_KEY])): NotUnique =>
      new NotUnique([{ type: scope.type.name, field: held.part.field, id, trashed: item !== undefined && isTrashed(item) }]);
    return await claim<never>(scope, claimant, held, async ({ found, own, rivals }) => {
      const isOwn = found.token === own.token;
      const rival = rivals.find((item) => !(isOwn && claimant.besides === 'live' && isTrashed(item)));
      if (rival !== undefined) throw taken(rival);
      if (!isOwn && found.holder === claimant.id) throw new Outdated();
      if (!isOwn && found.more) throw taken(undefined, found.holder);
      return undefined;
    });
  }

  /** After a refusal for one of several fields. Another request for the same record may rely on a claim, so that is stopped first. */
  async function abandon(scope: Scope, { id, from }: Claimant, claims: readonly (OwnClaim & { readonly held: Held })[]): Promise<void> {
    const key = recordKey(scope, id);
    const item = await table.get(key);
    const unused = claims.filter(({ held }) => !isRecord(item) || !hasTerm(item, held));
    if (unused.length > 0 && mayStillCome({ from }, item) && (await stop(key, item))) await release(unused);
  }

  async function release(claims: readonly OwnClaim[]): Promise<void> {
    await Promise.all(
      claims.map(async ({ key, token }) => {
        try {
          await tries(key, giveUp(token, seconds()));
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
        for (const one of held) {
          try {
            own.push({ ...(await takeOne(scope, claimant, one)), held: one });
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
      for (const one of held) {
        const verdict = await claim(scope, claimant, one, async ({ key, found, own, rivals }) => {
          if (found.holder === claimant.id || found.also.includes(claimant.id)) return rivals.length > 0 ? 'shared' : 'own';
          if (rivals.length === 0) return undefined;
          const changed = await change(key, addHolder(claimant.id, own.token, found));
          return changed?.also.includes(claimant.id) || changed?.more ? 'shared' : undefined;
        });
        if (verdict === 'shared') shared.push(one);
      }
      return shared;
    },
  };
}

interface Conflict {
  readonly key: Key;
  readonly found: Claim;
  readonly own: Pick<Claim, 'token'>;
  /** The other records that the claim names and that have the term. */
  readonly rivals: readonly Item[];
}

type Judge<Verdict> = (conflict: Conflict) => Promise<Verdict | undefined>;

function hasTerm(item: Item, { part, term }: Held): boolean {
  return isRecord(item) && uniqueTerm(part, item) === term;
}

/** Whether a write that was prepared when a record was at this version can still succeed. */
function mayStillCome({ from }: Pick<Claim, 'from'>, item: Item | undefined): boolean {
  return isRecord(item) ? item['version'] === from : from === 0;
}

/** Changes the fence of a record as it was read. Where there is no record, the fence is an item that expires. */
function newFence(item: Item | undefined, expiresAt: number): Update {
  const expression = createExpression();
  const { name, value } = expression;
  const set = { [FENCE]: randomUUID(), ...(item === undefined ? { [TTL_ATTRIBUTE]: expiresAt } : {}) };
  if (item === undefined) return expression.update({ set, remove: [] }, [`attribute_not_exists(${name(PARTITION_KEY)})`]);
  if (!isRecord(item)) return expression.update({ set, remove: [] }, [`attribute_exists(${name(TTL_ATTRIBUTE)})`]);
  const isAsRead = ['version', 'writeId'].map((attribute) => `${name(attribute)} = ${value(item[attribute])}`);
  return expression.update({ set, remove: [] }, isAsRead);
}

/** Whether a claim with this token has been seen for long enough. If not, it waits a little before it says so. */
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
