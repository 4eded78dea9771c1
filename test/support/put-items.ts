import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import pMap from 'p-map';
import type { Item } from '../../src/store/keys.ts';
import type { InProcess } from './target.ts';

export type Database = Pick<InProcess, 'client' | 'tableName'>;

/** The limit of BatchWriteItem. */
const BATCH = 25;
/** Concurrent batches: enough to keep DynamoDB Local busy, which writes one batch at a time. */
const AT_ONCE = 4;

/** Writes many items directly into the table. @param onProgress gets the number of items after each batch */
export async function putItems(
  { client, tableName }: Database,
  items: Iterable<Item>,
  onProgress: (written: number) => void = () => undefined,
): Promise<void> {
  let written = 0;

  async function put(batch: readonly Item[]): Promise<void> {
    const requests = batch.map((item) => ({ PutRequest: { Item: { ...item } } }));
    const { UnprocessedItems = {} } = await client.send(new BatchWriteCommand({ RequestItems: { [tableName]: requests } }));
    if (Object.keys(UnprocessedItems).length > 0) throw new Error(`the database takes no more after ${written} items`);
    written += batch.length;
    onProgress(written);
  }

  await pMap(batchesOf(items), put, { concurrency: AT_ONCE });
}

function* batchesOf(items: Iterable<Item>): Generator<Item[]> {
  let batch: Item[] = [];
  for (const item of items) {
    batch.push(item);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
