import {
  GetItemCommand,
  PutItemCommand,
  type PutItemCommandInput,
  QueryCommand,
  type QueryCommandInput,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createEmbeddedDatabase, type EmbeddedDatabase } from '../../../src/local/embedded-database.ts';
import { createTable } from '../../../src/store/create-table.ts';
import { createDynamoClient } from '../../../src/store/dynamo-client.ts';
import { type StubDatabase, startStubDatabase } from './stub-database.ts';

const TableName = 'records';
type Client = ReturnType<typeof createDynamoClient>;

let databases: [StubDatabase, EmbeddedDatabase];
let clients: readonly Client[];

beforeAll(async () => {
  databases = await Promise.all([startStubDatabase(), createEmbeddedDatabase()]);
  clients = databases.map(({ clientConfig }) => createDynamoClient(clientConfig));
  for (const client of clients) {
    await createTable(client, TableName);
    for (const n of [3, 1, 5, 2, 4]) await client.send(new PutItemCommand({ TableName, Item: itemOf(n) }));
  }
});
afterAll(async () => {
  for (const client of clients) client.destroy();
  await Promise.all(databases.map(async (database) => await database.close()));
});

function itemOf(n: number) {
  const keys = { pk: { S: 'a' }, sk: { S: `id-${n}` }, i1pk: { S: n % 2 === 0 ? 'even' : 'odd' }, i1sk: { S: `title-${9 - n}` } };
  return { ...keys, title: { S: `title ${n}` }, version: { N: String(n) }, tags: { L: [{ S: 'x' }, { S: `t${n}` }] } };
}

/** What both databases answer. */
async function both(ask: (client: Client) => Promise<{ readonly $metadata: unknown }>): Promise<unknown> {
  const [stub, embedded] = await Promise.all(clients.map(async (client) => await ask(client).then(answerOf, nameOf)));
  expect(stub).toEqual(embedded);
  return stub;
}

function answerOf({ $metadata: _, ...answer }: { readonly $metadata: unknown }): unknown {
  return answer;
}

function nameOf(error: unknown): unknown {
  return error instanceof Error ? error.name : error;
}

describe('the stub answers as the embedded database does', () => {
  it('to GetItem, of what is there and what is not', async () => {
    for (const sk of ['id-3', 'id-9']) {
      await both(async (client) => await client.send(new GetItemCommand({ TableName, Key: { pk: { S: 'a' }, sk: { S: sk } } })));
    }
  });

  const QUERIES: [name: string, query: Partial<QueryCommandInput>][] = [
    ['a partition', {}],
    ['descending', { ScanIndexForward: false }],
    ['a page', { Limit: 2 }],
    ['a page after another', { Limit: 2, ScanIndexForward: false, ExclusiveStartKey: { pk: { S: 'a' }, sk: { S: 'id-4' } } }],
    ['some attributes', { ProjectionExpression: '#a, version', ExpressionAttributeNames: { '#a': 'title' } }],
    [
      'a range',
      {
        KeyConditionExpression: '(pk = :pk) AND (sk BETWEEN :low AND :high)',
        ExpressionAttributeValues: { ':pk': { S: 'a' }, ':low': { S: 'id-2' }, ':high': { S: 'id-4' } },
      },
    ],
    [
      'a page of an index',
      {
        IndexName: 'index-1',
        Limit: 2,
        KeyConditionExpression: '#p = :p AND begins_with(i1sk, :s)',
        ExpressionAttributeNames: { '#p': 'i1pk' },
        ExpressionAttributeValues: { ':p': { S: 'odd' }, ':s': { S: 'title' } },
      },
    ],
    ['an empty partition', { ExpressionAttributeValues: { ':pk': { S: 'b' } } }],
  ];
  it.each(QUERIES)('to a Query of %s', async (_, query) => {
    const everything = { KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': { S: 'a' } } };
    await both(async (client) => await client.send(new QueryCommand({ TableName, ...everything, ...query })));
  });

  const PUTS: [condition: string, more: Partial<PutItemCommandInput>][] = [
    ['attribute_not_exists(pk)', {}],
    ['attribute_exists(pk) AND (version = :v)', { ExpressionAttributeValues: { ':v': { N: '3' } } }],
    ['version = :v', { ExpressionAttributeValues: { ':v': { N: '4' } } }],
    ['version IN (:a, :b)', { ExpressionAttributeValues: { ':a': { N: '7' }, ':b': { N: '3' } } }],
    ['NOT begins_with(title, :t) OR absent <= :n', { ExpressionAttributeValues: { ':t': { S: 'title' }, ':n': { N: '1' } } }],
    ['absent <> :v', { ExpressionAttributeValues: { ':v': { S: '1' } } }],
    ['tags[1] <> :t OR size(tags) <> :n', { ExpressionAttributeValues: { ':t': { S: 't3' }, ':n': { N: '2' } } }],
    ['tags[1] = :t AND size(tags) = :n', { ExpressionAttributeValues: { ':t': { S: 't3' }, ':n': { N: '2' } } }],
  ];
  it.each(PUTS)('to PutItem if %s', async (ConditionExpression, more) => {
    await both(async (client) => await client.send(new PutItemCommand({ TableName, Item: itemOf(3), ConditionExpression, ...more })));
  });

  const UPDATES: [update: string, more: Partial<UpdateItemCommandInput>][] = [
    [
      'SET #t = :t, version = version + :one',
      { ExpressionAttributeNames: { '#t': 'title' }, ExpressionAttributeValues: { ':t': { S: 'new' }, ':one': { N: '1' } } },
    ],
    ['SET was = title, i1pk = :odd REMOVE tags, absent', { ExpressionAttributeValues: { ':odd': { S: 'odd' } } }],
    ['REMOVE i1pk', {}],
    ['SET title = :t', { ConditionExpression: 'attribute_exists(absent)', ExpressionAttributeValues: { ':t': { S: 'never' } } }],
  ];
  it.each(UPDATES)('to UpdateItem by %s, and in its index afterwards', async (UpdateExpression, more) => {
    const Key = { pk: { S: 'a' }, sk: { S: 'id-2' } };
    const update = { TableName, Key, UpdateExpression, ReturnValues: 'ALL_NEW', ...more } as const;
    await both(async (client) => await client.send(new UpdateItemCommand(update)));
    const odd = { IndexName: 'index-1', KeyConditionExpression: 'i1pk = :p', ExpressionAttributeValues: { ':p': { S: 'odd' } } };
    await both(async (client) => await client.send(new QueryCommand({ TableName, ...odd })));
  });
});

it('refuses what it does not know instead of passing over it', async () => {
  const [stub] = clients;
  const Key = { pk: { S: 'a' }, sk: { S: 'id-1' } };
  const asked = stub?.send(
    new UpdateItemCommand({ TableName, Key, UpdateExpression: 'ADD version :one', ExpressionAttributeValues: { ':one': { N: '1' } } }),
  );
  await expect(asked).rejects.toThrow('not understood');
});

it('tells what it was asked for', async () => {
  const [stub] = databases;
  stub.takeRequests();
  await clients[0]?.send(new GetItemCommand({ TableName, Key: { pk: { S: 'a' }, sk: { S: 'id-1' } } }));
  expect(stub.takeRequests()).toEqual(['GetItem']);
  expect(stub.takeRequests()).toEqual([]);
});
