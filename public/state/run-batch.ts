import type { RecordType } from '../../src/schema/record-type.ts';
import { ApiProblem, currentOf, reasonOf } from '../requests/problem.ts';
import { BATCH_SIZE, type Operation, type Outcome, type WriteApi } from '../requests/write-api.ts';

/** So many requests go side by side where the API takes one record at a time. */
const SIDE_BY_SIDE = 5;

/** Sends operations in batches; the outcomes, in order. If the service goes away in between, the rest is not tried. */
export async function runBatch(api: WriteApi, type: RecordType, operations: readonly Operation[]): Promise<readonly Outcome[]> {
  return await inParts(operations, BATCH_SIZE, async (part) => await api.batch(type, part));
}

/** Sends one request for each; the outcomes, in order. If the service goes away in between, the rest is not tried. */
export async function runEach<Item>(items: readonly Item[], send: (item: Item) => Promise<void>): Promise<readonly Outcome[]> {
  return await inParts(items, SIDE_BY_SIDE, async (part) => await Promise.all(part.map(async (item) => await outcomeOf(send(item)))));
}

async function inParts<Item>(
  items: readonly Item[],
  size: number,
  send: (part: readonly Item[]) => Promise<readonly Outcome[]>,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  try {
    while (outcomes.length < items.length) outcomes.push(...(await send(items.slice(outcomes.length, outcomes.length + size))));
    return outcomes;
  } catch (error) {
    // What went before has happened, and must not be told otherwise.
    return items.map((_, index) => outcomes[index] ?? { ok: false, error });
  }
}

async function outcomeOf(request: Promise<void>): Promise<Outcome> {
  try {
    await request;
    return { ok: true, record: undefined };
  } catch (error) {
    if (error instanceof ApiProblem) return { ok: false, error };
    throw error;
  }
}

/** Why some of so many were refused, for people; `undefined` if none was. */
export function refusalOf(outcomes: readonly Outcome[]): string | undefined {
  const errors = outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.error]));
  if (errors.length === 0) return undefined;
  const areConflicts = errors.every((error) => currentOf(error) !== undefined);
  const why = areConflicts ? 'Someone else has changed it meanwhile; look again.' : reasonOf(errors[0]);
  return errors.length === outcomes.length
    ? `Nothing was changed. ${why}`
    : `${errors.length} of ${outcomes.length} left as they are. ${why}`;
}
