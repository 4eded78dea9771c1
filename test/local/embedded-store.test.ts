import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from '@jest/globals';
import type { Level, LevelIterator, Operation } from 'dynalite/db/index.js';
import { createEngine } from '../../src/local/embedded-engine.ts';
import { createWriter, type EmbeddedStore, openEmbeddedStore } from '../../src/local/embedded-store.ts';
import { inProcessConfig } from '../../src/local/in-process-protocol.ts';
import { createTable } from '../../src/store/create-table.ts';
import { createDynamoClient } from '../../src/store/dynamo-client.ts';

describe('writing after the disk was full', () => {
  const operations: Operation[] = [{ type: 'del', key: 'a' }];
  const full = new Error('No space left on device');

  it('is refused until the next start, because the end of the log may be half a batch', async () => {
    const attempts: string[] = [];
    const faults: unknown[] = [];
    const outcomes = [Promise.resolve(), Promise.reject(full), Promise.resolve()];
    const { write, isWritable } = createWriter(
      async () => {
        attempts.push('written');
        await outcomes[attempts.length - 1];
      },
      (fault) => faults.push(fault),
    );

    await write(operations);
    expect(isWritable()).toBe(true);
    await expect(write(operations)).rejects.toMatchObject({ name: 'WritesStopped', cause: full });
    expect(isWritable()).toBe(false);
    await expect(write(operations)).rejects.toMatchObject({ name: 'WritesStopped', cause: full });
    expect(attempts).toHaveLength(2);
    expect(faults).toEqual([full]);
  });
});

describe('a list that has been read', () => {
  it.each([
    ['to its end', {}],
    ['up to a limit', { Limit: 1 }],
  ])('%s leaves nothing open', async (_, limit) => {
    const store = await openEmbeddedStore();
    const opened = watchIterators(store.forReading.db);
    await query(store, limit);
    expect(opened).not.toEqual([]);
    for (const iterator of opened) await expect(iterator.next()).rejects.toMatchObject({ code: 'LEVEL_ITERATOR_NOT_OPEN' });
    await store.close();
  });
});

function watchIterators(db: Level): LevelIterator[] {
  const opened: LevelIterator[] = [];
  const iterate = db.values.bind(db);
  db.values = (options) => {
    const iterator = iterate(options);
    opened.push(iterator);
    return iterator;
  };
  return opened;
}

async function query(store: EmbeddedStore, limit: { readonly Limit?: number }): Promise<void> {
  const client = createDynamoClient(inProcessConfig(createEngine(store)));
  const KeyConditionExpression = 'pk = :pk';
  const ExpressionAttributeValues = { ':pk': 'a' };
  await createTable(client, 'records');
  for (const sk of ['1', '2', '3']) await client.send(new PutCommand({ TableName: 'records', Item: { pk: 'a', sk } }));
  await client.send(new QueryCommand({ TableName: 'records', KeyConditionExpression, ExpressionAttributeValues, ...limit }));
  client.destroy();
}
