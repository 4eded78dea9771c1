import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openDataDirectory } from '../../src/local/data-directory.ts';
import { createEmbeddedDatabase, type EmbeddedDatabase } from '../../src/local/embedded-database.ts';
import { createTable } from '../../src/store/create-table.ts';
import { createDynamoClient, createDynamoTable } from '../../src/store/dynamo-client.ts';
import { checkLayout } from '../../src/store/layout.ts';
import { LAYOUT } from '../../src/store/layout-version.ts';
import { TABLE_INDEXES } from '../../src/store/table.ts';
import { temporaryFolder } from '../support/server-process.ts';

const TableName = 'records';
const Key = { pk: 'a', sk: '1' };
let temporary: Awaited<ReturnType<typeof temporaryFolder>>;

beforeEach(async () => {
  temporary = await temporaryFolder();
});
afterEach(async () => {
  await temporary.remove();
});

async function withClient<Result>(
  database: EmbeddedDatabase,
  use: (client: ReturnType<typeof createDynamoClient>) => Promise<Result>,
): Promise<Result> {
  const client = createDynamoClient(database.clientConfig);
  try {
    return await use(client);
  } finally {
    client.destroy();
    await database.close();
  }
}

const open = (owner = 'the server at http://127.0.0.1:1') =>
  openDataDirectory({ folder: temporary.folder, owner, onWriteFault: () => undefined });

describe('the embedded database', () => {
  it('keeps its items from one opening to the next', async () => {
    await withClient(await open(), async (client) => {
      await createTable(client, TableName);
      await client.send(new PutCommand({ TableName, Item: { ...Key, title: 'kept' } }));
    });
    const { Item } = await withClient(await open(), async (client) => await client.send(new GetCommand({ TableName, Key })));
    expect(Item).toEqual({ ...Key, title: 'kept' });
  });

  it('has the table that table.ts states, and makes it once', async () => {
    const { table, layout } = await withClient(await createEmbeddedDatabase(), async (client) => {
      await createTable(client, TableName);
      await createTable(client, TableName);
      const { Table } = await client.send(new DescribeTableCommand({ TableName }));
      return { table: Table, layout: await checkLayout(createDynamoTable({ client, tableName: TableName })) };
    });
    expect(layout).toBe(LAYOUT);
    expect(table).toMatchObject({ TableStatus: 'ACTIVE', BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' } });
    expect(
      table?.GlobalSecondaryIndexes?.map(({ IndexName, IndexStatus, Projection }) => [IndexName, IndexStatus, Projection?.ProjectionType]),
    ).toEqual(TABLE_INDEXES.map(({ name }) => [name, 'ACTIVE', 'ALL']));
  });

  it('moves an item within its indexes', async () => {
    const found = await withClient(await createEmbeddedDatabase(), async (client) => {
      await createTable(client, TableName);
      await client.send(new PutCommand({ TableName, Item: { ...Key, i1pk: 'list', i1sk: 'b' } }));
      await client.send(
        new UpdateCommand({ TableName, Key, UpdateExpression: 'SET i1sk = :to', ExpressionAttributeValues: { ':to': 'c' } }),
      );
      const query = {
        TableName,
        IndexName: 'index-1',
        KeyConditionExpression: 'i1pk = :list',
        ExpressionAttributeValues: { ':list': 'list' },
      };
      return (await client.send(new QueryCommand(query))).Items;
    });
    expect(found).toEqual([{ ...Key, i1pk: 'list', i1sk: 'c' }]);
  });

  it('is for one server at a time; the error names the other', async () => {
    const first = await open('the server at http://127.0.0.1:4711');
    const second = open();
    try {
      await expect(second).rejects.toThrow(
        new RegExp(
          `in use by the server at http://127\\.0\\.0\\.1:4711 \\(process ${process.pid}, since .*\\)\\. Stop it, or set DATA_DIR`,
        ),
      );
    } finally {
      await first.close();
    }
    await (await open()).close();
  });

  it('answers only its own client', async () => {
    const database = await createEmbeddedDatabase();
    const headers = { 'X-Amz-Target': 'DynamoDB_20120810.DescribeTable', Origin: 'https://evil.example' };
    const answer = await fetch((await database.openEndpoint()).endpoint, { method: 'POST', headers, body: JSON.stringify({ TableName }) });
    expect(answer.status).toBe(403);
    expect(answer.headers.get('Access-Control-Allow-Origin')).toBeNull();
    await database.close();
  });
});
