import { addHolder, giveUp, toClaim, updateClaim } from './claim-item.ts';
import { type Claimant, type ClaimOptions, type Conflict, claimTerm, type OwnClaim } from './claim-term.ts';
import type { DynamoTable } from './dynamo-client.ts';
import { isTrashed } from './filter.ts';
import { claimKey, type Item, recordKey } from './keys.ts';
import { canStillSucceed, stopPendingWrite } from './pending-write.ts';
import { NotUnique, type Scope, StoreUnavailable, type Taken } from './record-store.ts';
import { PARTITION_KEY, SORT_KEY } from './table.ts';
import { type Held, hasTerm } from './unique-fields.ts';
import { tryUpdate } from './verify-write.ts';

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

/** Thrown if the record has changed since it was read. */
export class Outdated extends Error {
  override readonly name = 'Outdated';
}

interface HeldClaim extends OwnClaim {
  readonly held: Held;
}

interface ClaimsOptions {
  readonly table: DynamoTable;
  readonly now: () => Date;
}

export function createClaims({ table, now }: ClaimsOptions): Claims {
  async function release(claims: readonly OwnClaim[]): Promise<void> {
    await Promise.all(claims.map(async (claim) => await releaseOne(table, claim, now())));
  }

  /** Claims the terms one by one. @returns the terms that other records have; if there are any, no claim is kept */
  async function takeAll(scope: Scope, claimant: Claimant, held: readonly Held[]): Promise<readonly Taken[]> {
    const own: HeldClaim[] = [];
    const taken: Taken[] = [];
    for (const wanted of held) {
      const options = { table, now, scope, claimant, held: wanted };
      try {
        own.push({ ...(await claimTerm<never>(options, async (conflict) => refuseTaken(options, conflict))), held: wanted });
      } catch (error) {
        if (!(error instanceof NotUnique)) throw error;
        taken.push(...error.taken);
      }
    }
    if (taken.length > 0 && own.length > 0) await abandon(scope, claimant, own);
    return taken;
  }

  /**
   * Releases the claims of a write that was refused for another field.
   * First stops other writes of the same record, because they may rely on these claims.
   */
  async function abandon(scope: Scope, { id, from }: Claimant, claims: readonly HeldClaim[]): Promise<void> {
    const key = recordKey(scope, id);
    const item = await table.get(key);
    const unused = claims.filter(({ held }) => !hasTerm(item, held));
    if (unused.length > 0 && canStillSucceed({ from }, item) && (await stopPendingWrite(table, key, item, now()))) await release(unused);
  }

  return {
    async take(scope, claimant, held) {
      try {
        const taken = await takeAll(scope, claimant, held);
        if (taken.length > 0) throw new NotUnique(taken);
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) throw error;
        throw new StoreUnavailable('a value cannot be claimed', { outcomeUnknown: false, cause: error });
      }
    },

    async read(scope, id, held) {
      const items = held.length === 0 ? [] : await table.getMany(held.map(({ part, term }) => claimKey(scope, part, term)));
      return items.flatMap((item) => ownClaim(item, id) ?? []);
    },

    release,

    async adopt(scope, item, held) {
      const claimant = { id: String(item[SORT_KEY]), from: Number(item['version']) };
      const shared: Held[] = [];
      for (const wanted of held) {
        const join = async (conflict: Conflict) => await joinClaim(table, claimant.id, conflict);
        if ((await claimTerm({ table, now, scope, claimant, held: wanted }, join)) === 'shared') shared.push(wanted);
      }
      return shared;
    },
  };
}

/** Decides a conflict of a write: refuses the term if another record has it. @throws {NotUnique} @throws {Outdated} */
function refuseTaken({ scope, claimant, held }: ClaimOptions, { found, own, rivals }: Conflict): undefined {
  const taken = (id: string, trashed: boolean) => new NotUnique([{ type: scope.type.name, field: held.part.field, id, trashed }]);
  const isOwn = found.token === own.token;
  const rival = rivals.find((item) => !(isOwn && claimant.ignoresTrash === true && isTrashed(item)));
  if (rival !== undefined) throw taken(String(rival[SORT_KEY]), isTrashed(rival));
  if (!isOwn && found.holder === claimant.id) throw new Outdated();
  if (!isOwn && found.more) throw taken(found.holder, false);
  return undefined;
}

/** Decides a conflict of a reindex: adds the record to a claim that lists other records with the term. */
async function joinClaim(table: DynamoTable, id: string, { key, found, own, rivals }: Conflict): Promise<'shared' | 'own' | undefined> {
  if (found.holder === id || found.also.includes(id)) return rivals.length > 0 ? 'shared' : 'own';
  if (rivals.length === 0) return undefined;
  const changed = await updateClaim(table, key, addHolder(id, own.token, found));
  return changed?.also.includes(id) || changed?.more ? 'shared' : undefined;
}

function ownClaim(item: Item, id: string): OwnClaim | undefined {
  const claim = toClaim(item);
  if (claim?.holder !== id) return undefined;
  return { key: { pk: String(item[PARTITION_KEY]), sk: String(item[SORT_KEY]) }, token: claim.token };
}

async function releaseOne(table: DynamoTable, { key, token }: OwnClaim, now: Date): Promise<void> {
  try {
    await tryUpdate(table, key, giveUp(token, Math.floor(now.getTime() / 1000)));
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
  }
}
