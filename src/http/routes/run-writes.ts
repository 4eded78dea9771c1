import pMap from 'p-map';
import type { RecordRef } from '../../history/change-sets.ts';
import type { History } from '../../history/history.ts';
import { yieldToEventLoop } from '../../store/event-loop.ts';
import { groupBy } from '../../store/grouped.ts';
import { type Claim, recordIdOf } from '../../store/idempotency.ts';
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
  /** The type of the records. */
  readonly typeName: string;
  /** Applies one write. @returns whether it is known to have changed the record */
  apply(write: Write, options: Pick<WriteOptions, 'writeId' | 'batch'>): Promise<boolean>;
  /** Reports a failed write. */
  refuse(write: Write, error: unknown): Problem;
}

/**
 * Applies writes independently: a failed write does not stop the others. Writes to the same record run in their order.
 * A second run with the same claim applies nothing twice (see `store/write-id.ts`).
 * @returns the record of each write that changed it; `undefined` if a write may have changed its record
 */
export async function runWrites<Write extends PlannedWrite>(
  writes: readonly Write[],
  run: WriteRun<Write>,
): Promise<readonly RecordRef[] | undefined> {
  const byRecord = groupBy(writes, ({ id, index }) => (id === '' ? `new ${index}` : id));
  const groups = await pMap(byRecord, async (group) => await runInOrder(group, run), { concurrency: CONCURRENCY });
  if (groups.some(({ isInDoubt }) => isInDoubt)) return undefined;
  return groups.flatMap(({ changed }) => changed).map((id) => ({ typeName: run.typeName, id }));
}

async function runInOrder<Write extends PlannedWrite>(
  writes: readonly Write[],
  { claim, apply, refuse }: WriteRun<Write>,
): Promise<{ readonly changed: readonly string[]; readonly isInDoubt: boolean }> {
  const changed: string[] = [];
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
      if (hasChanged) changed.push(write.id === '' ? recordIdOf(claim, write.index) : write.id);
      earlierIds = hasChanged ? [writeId] : withId(earlierIds, writeId);
    } catch (error) {
      const { status } = refuse(write, error);
      isInDoubt ||= status >= 500;
      outcomes += '0';
      earlierIds = withId(earlierIds, writeId);
    }
  }
  return { changed, isInDoubt };
}

export interface EndOfWrites {
  readonly history: History | undefined;
  readonly request: ApiRequest;
  readonly changeSet: string;
  /** The record of each write that changed it; `undefined` if not all are known. */
  readonly writes: readonly RecordRef[] | undefined;
  readonly reportFault: ReportFault;
}

/** Stores the writes of the change set, if all are known. Otherwise, or if that fails, undo waits until no write can follow. */
export async function closeChangeSet({ history, request, changeSet, writes, reportFault }: EndOfWrites): Promise<void> {
  if (history === undefined || writes === undefined || writes.length === 0) return;
  try {
    await history.changeSets.close(request.caller.workspace, changeSet, { writes, continues: request.continues });
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
