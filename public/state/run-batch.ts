import type { Referrer } from '../../client/src/problem-error.ts';
import type { RecordType } from '../../src/schema/record-type.ts';
import { batchFrom } from '../requests/bulk-api.ts';
import { currentOf, isTemporary, ProblemError, reasonOf } from '../requests/problem.ts';
import type { Operation, Outcome, WriteApi } from '../requests/write-api.ts';

/** Concurrent requests, for operations that take one record per request. */
const CONCURRENCY = 5;

/** Sends operations in batches. Gives the outcomes in order. After a lost connection the rest is not sent. */
export async function runBatch(api: WriteApi, type: RecordType, operations: readonly Operation[]): Promise<readonly Outcome[]> {
  return await inChunks(operations, batchFrom, async (chunk) => await api.batch(type, chunk));
}

/** Sends one request for each item. Gives the outcomes in order. After a lost connection the rest is not sent. */
export async function runEach<Item>(items: readonly Item[], send: (item: Item) => Promise<void>): Promise<readonly Outcome[]> {
  const next = (all: readonly Item[], start: number) => all.slice(start, start + CONCURRENCY);
  return await inChunks(items, next, async (chunk) => await Promise.all(chunk.map(async (item) => await outcomeOf(send(item)))));
}

async function inChunks<Item>(
  items: readonly Item[],
  next: (items: readonly Item[], start: number) => readonly Item[],
  send: (chunk: readonly Item[]) => Promise<readonly Outcome[]>,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  try {
    while (outcomes.length < items.length) outcomes.push(...(await send(next(items, outcomes.length))));
    return outcomes;
  } catch (error) {
    // The earlier chunks were applied: keep their outcomes.
    return items.map((_, index) => outcomes[index] ?? { ok: false, error });
  }
}

async function outcomeOf(request: Promise<void>): Promise<Outcome> {
  try {
    await request;
    return { ok: true };
  } catch (error) {
    if (error instanceof ProblemError && !isTemporary(error)) return { ok: false, error };
    throw error;
  }
}

/** Why some operations were refused, as a sentence; `undefined` if none was. */
export function refusalOf(outcomes: readonly Outcome[]): string | undefined {
  const errors = outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.error]));
  if (errors.length === 0) return undefined;
  const areConflicts = errors.every((error) => currentOf(error) !== undefined);
  const why = areConflicts ? 'Someone else made changes first. The list shows the current version.' : reasonOf(errors[0]);
  return errors.length === outcomes.length
    ? `Nothing was changed. ${why}`
    : `${errors.length} of ${outcomes.length} were not changed. ${why}`;
}

/** The first records that refer to a record, if it was not deleted because of them. */
export function referrersIn(outcome: Outcome): readonly Referrer[] {
  return !outcome.ok && outcome.error instanceof ProblemError ? (outcome.error.document.referrers ?? []) : [];
}
