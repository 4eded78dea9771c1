/**
 * Ids of writes. If a record already has the id of a write, an earlier attempt whose answer was lost has applied it.
 *
 * A batch can write one record several times, and only the last id stays there. So each id also contains the outcomes
 * of the earlier writes: `<root>:<index>:<outcomes>`, one digit for each earlier write of the batch to the same
 * record, `1` where it was applied and `0` where it was refused.
 */
export interface BatchPosition {
  /** The same for all writes of the batch, however often it is run. */
  readonly root: string;
  /** Ids of earlier writes of the batch to this record. */
  readonly earlierIds: readonly string[];
}

export function writeIdOf(root: string, index: number, outcomes = ''): string {
  return `${root}:${index}:${outcomes}`;
}

/** The outcomes of the batch's earlier writes to the same record. */
function outcomesIn(writeId: string): string {
  return writeId.split(':')[2] ?? '';
}

/** Whether an id belongs to a write of this batch that is not among the earlier ones: to the write itself, or to a later one. */
function isFromHereOn(found: string, { root, earlierIds }: BatchPosition): boolean {
  return found.startsWith(`${root}:`) && !earlierIds.includes(found);
}

/** Whether an id found on the record proves that the write at this position was applied. */
export function provesApplied(found: string, writeId: string, batch: BatchPosition | undefined): boolean {
  if (found === writeId) return true;
  return batch !== undefined && isFromHereOn(found, batch) && outcomesIn(found)[outcomesIn(writeId).length] === '1';
}

/** Whether an id found on the record proves that the write at this position was refused: a later write of the batch was applied. */
export function provesRefused(found: string, writeId: string, batch: BatchPosition | undefined): boolean {
  return batch !== undefined && isFromHereOn(found, batch) && !provesApplied(found, writeId, batch);
}
