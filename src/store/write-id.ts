import { randomUUID } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';

/**
 * Ids of writes. If a record already has the id of a write, an earlier attempt was applied and its response was lost.
 *
 * A batch can write one record several times, and the record keeps only the last id.
 * So each id also contains the outcomes of the earlier writes of the batch to the same record: `<root>:<index>:<outcomes>`.
 * An outcome is one digit: `1` if the write was applied, `0` if it was refused.
 */
export interface BatchPosition {
  /** The same for all writes of the batch, including retries of the batch. */
  readonly root: string;
  /** Ids of earlier writes of the batch to this record. */
  readonly earlierIds: readonly string[];
}

/** The position of the version in a UUID (RFC 9562, section 4.2). */
const UUID_VERSION = 14;

export function writeIdOf(root: string, index: number, outcomes = ''): string {
  return `${root}:${index}:${outcomes}`;
}

/** A new id for one of many writes of a request that cannot be repeated. */
export function newWriteIdIn(changeSet = ''): string {
  return `${changeSet}:${randomUUID()}:`;
}

/**
 * Returns the change set of a write, which its id begins with. A random id (a UUID version 4) belongs to none.
 * Records need no attribute for it: most are below 1 KB, where a few bytes more would double the cost of a write.
 */
export function changeSetOf(writeId: string): string | undefined {
  const [root = ''] = writeId.split(':');
  return root[UUID_VERSION] === '7' ? root : undefined;
}

/** Checks whether the id belongs to one of many writes of a request, as in a batch or an import. */
export function isPartOfMany(writeId: string): boolean {
  return writeId.includes(':');
}

/** Returns the outcomes of the batch's earlier writes to the same record. */
function outcomesIn(writeId: string): string {
  return writeId.split(':')[2] ?? '';
}

/** Checks whether an id belongs to this write of the batch or to a later write. */
function isFromHereOn(found: string, { root, earlierIds }: BatchPosition): boolean {
  return found.startsWith(`${root}:`) && !earlierIds.includes(found);
}

/** Checks whether the id on the record proves that the write at this position was applied. */
export function provesApplied(found: string, writeId: string, batch: BatchPosition | undefined): boolean {
  if (found === writeId) return true;
  return batch !== undefined && isFromHereOn(found, batch) && outcomesIn(found)[outcomesIn(writeId).length] === '1';
}

/** Checks whether the id on the record proves that the write at this position was refused, because a later write was applied. */
export function provesRefused(found: string, writeId: string, batch: BatchPosition | undefined): boolean {
  return batch !== undefined && isFromHereOn(found, batch) && !provesApplied(found, writeId, batch);
}

/** The id of the writes of one request. A UUID version 7. */
export function newChangeSet(): string {
  return uuidv7();
}
