import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type Claim, readClaim, takeFree, takeOver, updateClaim } from './claim-item.ts';
import type { DynamoTable } from './dynamo-client.ts';
import { claimKey, type Item, type Key, recordKey } from './keys.ts';
import { canStillSucceed, stopPendingWrite } from './pending-write.ts';
import { type Scope, StoreUnavailable } from './record-store.ts';
import { SORT_KEY } from './table.ts';
import { type Held, hasTerm } from './unique-fields.ts';

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

export interface ClaimOptions {
  readonly table: DynamoTable;
  readonly now: () => Date;
  readonly scope: Scope;
  readonly claimant: Claimant;
  readonly held: Held;
}

/** A claim that another write has made, or that lists several records. */
export interface Conflict {
  readonly key: Key;
  readonly found: Claim;
  readonly own: Pick<Claim, 'token'>;
  /** The other records in the claim that have the term. */
  readonly rivals: readonly Item[];
}

/** Maximum number of attempts. Each retry means that another writer has changed the claim or its holder. */
const ROUNDS = 60;

/**
 * Claims one term for a record (`claims.ts`).
 * @param decide decides about a conflict; returns `undefined` if the record may have the term
 * @throws {StoreUnavailable} with no record written
 */
export async function claimTerm<Decision>(
  options: ClaimOptions,
  decide: (conflict: Conflict) => Promise<Decision | undefined>,
): Promise<Decision | OwnClaim> {
  const { table, now, scope, claimant, held } = options;
  const key = claimKey(scope, held.part, held.term);
  const own = { holder: claimant.id, from: claimant.from, token: randomUUID() };
  const isOverdue = createPatience();

  /** Checks whether the holder's write can no longer succeed. Stops the write if it is overdue. */
  async function mayTakeOver(found: Claim, others: readonly Item[]): Promise<boolean> {
    const holder = others.find((item) => item[SORT_KEY] === found.holder);
    if (!canStillSucceed(found, holder)) return true;
    return (await isOverdue(found.token)) && (await stopPendingWrite(table, recordKey(scope, found.holder), holder, now()));
  }

  let found = await updateClaim(table, key, takeFree(own));
  for (let round = 0; round < ROUNDS; round++) {
    if (found?.token === own.token && found.also.length === 0) return { key, token: own.token };
    if (found === undefined) {
      found = await updateClaim(table, key, takeFree(own));
      continue;
    }
    const others = await readOthers(options, found);
    const decision = await decide({ key, found, own, rivals: others.filter((item) => hasTerm(item, held)) });
    if (decision !== undefined) return decision;
    if (found.token === own.token) return { key, token: own.token };
    found = (await mayTakeOver(found, others)) ? await updateClaim(table, key, takeOver(own, found)) : await readClaim(table, key);
  }
  throw new StoreUnavailable('too many concurrent writes to one value', { outcomeUnknown: false });
}

/** Reads the records that a claim lists, except the claimant. */
async function readOthers({ table, scope, claimant }: ClaimOptions, { holder, also }: Claim): Promise<readonly Item[]> {
  const ids = [holder, ...also].filter((id) => id !== claimant.id);
  return ids.length === 0 ? [] : await table.getMany(ids.map((id) => recordKey(scope, id)));
}

/** How long a write may be pending before another writer stops it. Another value changes the waiting time, but not the safety. */
const PATIENCE_MS = 1_000;
const FIRST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 200;

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
