import pMap from 'p-map';
import type { History } from '../../history/history.ts';
import { yieldToEventLoop } from '../../store/event-loop.ts';
import { groupBy } from '../../store/grouped.ts';
import type { Claim } from '../../store/idempotency.ts';
import type { WriteOptions } from '../../store/record-store.ts';
import { type BatchPosition, writeIdOf } from '../../store/write-id.ts';
import type { Problem } from '../problem.ts';
import type { ApiRequest } from '../route.ts';
import { type ReportFault, toProblem, unavailable } from '../to-problem.ts';

/** Maximum number of records that one request writes in parallel. More would not be faster, and would take sockets from other requests. */
const CONCURRENCY = 16;
/** Maximum number of ids in the condition of a write. DynamoDB limits an expression to 4 KB. */
const MAX_EARLIER_IDS = 50;

/** One of the many writes of a request. */
export interface PlannedWrite {
  /** Its number in the request. A repeated request recognizes applied writes by this number. */
  readonly index: number;
  /** The record to change; empty for a new one. */
  readonly id: string;
}

export interface WriteRun<Write extends PlannedWrite> {
  readonly claim: Claim;
  /** Applies one write. @returns whether it is known to have changed the record */
  apply(write: Write, options: Pick<WriteOptions, 'writeId' | 'batch'>): Promise<boolean>;
  /** Reports a failed write. */
  refuse(write: Write, error: unknown): Problem;
}

/**
 * Applies writes independently: a failed write does not stop the others. Writes to the same record run in their order.
 * A second run with the same claim applies nothing twice (see `store/write-id.ts`).
 * @returns how many writes are known to have changed their record
 */
export async function runWrites<Write extends PlannedWrite>(writes: readonly Write[], run: WriteRun<Write>): Promise<number> {
  const byRecord = groupBy(writes, ({ id, index }) => (id === '' ? `new ${index}` : id));
  const counts = await pMap(byRecord, async (group) => await runInOrder(group, run), { concurrency: CONCURRENCY });
  return counts.reduce((sum, count) => sum + count, 0);
}

async function runInOrder<Write extends PlannedWrite>(
  writes: readonly Write[],
  { claim, apply, refuse }: WriteRun<Write>,
): Promise<number> {
  let count = 0;
  let earlierIds: readonly string[] = [];
  let outcomes = '';
  let isInDoubt = false;
  for (const write of writes) {
    await yieldToEventLoop();
    const writeId = writeIdOf(claim.id, write.index, outcomes);
    // A single write needs only its own id.
    const batch: BatchPosition | undefined = writes.length === 1 ? undefined : { root: claim.id, earlierIds };
    try {
      // Stop after a write with unknown outcome. A repeated request resumes here.
      if (isInDoubt) throw unavailable(false);
      const hasChanged = await apply(write, { writeId, batch });
      outcomes += '1';
      if (hasChanged) count++;
      earlierIds = hasChanged ? [writeId] : withId(earlierIds, writeId);
    } catch (error) {
      const { status } = refuse(write, error);
      isInDoubt ||= status >= 500;
      outcomes += '0';
      earlierIds = withId(earlierIds, writeId);
    }
  }
  return count;
}

export interface EndOfWrites {
  readonly history: History | undefined;
  readonly request: ApiRequest;
  readonly claim: Claim;
  /** The result of `runWrites`. */
  readonly writes: number;
  readonly reportFault: ReportFault;
}

/** Stores the size of the change set. A failure does not fail the request: undo then waits until no write can follow. */
export async function closeChangeSet({ history, request, claim, writes, reportFault }: EndOfWrites): Promise<void> {
  if (history === undefined || writes === 0) return;
  try {
    await history.changeSets.close(request.caller.workspace, claim.id, writes);
  } catch (error) {
    reportFault(toProblem(error), request);
  }
}

/**
 * Adds an id, and drops the oldest ones above the limit.
 * Keeps the first: it belongs to the last write that is known to have changed the record.
 */
function withId([first, ...others]: readonly string[], id: string): string[] {
  return first === undefined ? [id] : [first, ...[...others, id].slice(1 - MAX_EARLIER_IDS)];
}
