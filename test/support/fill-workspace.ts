import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import pMap from 'p-map';
import { firstPlacement } from '../../src/store/index-spec.ts';
import type { IndexedScope } from '../../src/store/keys.ts';
import { newId, newItem } from '../../src/store/record-item.ts';
import type { Scope } from '../../src/store/record-store.ts';
import type { InProcess } from './target.ts';

/** The limit of BatchWriteItem. */
const BATCH = 25;
/** Concurrent batches: enough to keep DynamoDB Local busy, which writes one batch at a time. */
const AT_ONCE = 4;
const STATUSES = ['open', 'in-progress', 'done'];

/**
 * Writes many tasks of the same size directly into the table, in the format of the store.
 * @param onProgress gets the number of records after each batch
 */
export async function fillWorkspace(
  { client, tableName }: Pick<InProcess, 'client' | 'tableName'>,
  scope: Scope,
  count: number,
  onProgress: (filled: number) => void = () => undefined,
): Promise<void> {
  const indexes = firstPlacement(scope.type);
  let filled = 0;

  async function put(first: number): Promise<void> {
    const requests = Array.from({ length: Math.min(BATCH, count - first) }, (_, n) => ({
      PutRequest: { Item: taskItem({ ...scope, indexes }, first + n) },
    }));
    const { UnprocessedItems = {} } = await client.send(new BatchWriteCommand({ RequestItems: { [tableName]: requests } }));
    if (Object.keys(UnprocessedItems).length > 0) throw new Error(`the database takes no more after ${filled} records`);
    filled += requests.length;
    onProgress(filled);
  }

  await pMap(multiplesOf(BATCH, count), put, { concurrency: AT_ONCE });
}

function* multiplesOf(step: number, end: number): Generator<number> {
  for (let first = 0; first < end; first += step) yield first;
}

function taskItem(scope: IndexedScope, n: number) {
  const number = String(n).padStart(6, '0');
  // Titles must not be in the order of creation, and the first hundred tasks must have every status and day.
  const title = `task ${String((n * 7919) % 1_000_003).padStart(7, '1')} ${number}`;
  const values = {
    title,
    status: STATUSES[n % 3],
    priority: 'normal',
    dueDate: `2026-${String(1 + (n % 12)).padStart(2, '0')}-${String(1 + (n % 28)).padStart(2, '0')}`,
  };
  return newItem(scope, values, { id: newId(), by: 'tester', writeId: 'filled' });
}
