import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createEmbeddedDatabase, type EmbeddedDatabase } from '../../src/local/embedded-database.ts';
import { createTable } from '../../src/store/create-table.ts';
import { createDynamoClient } from '../../src/store/dynamo-client.ts';

const TableName = 'records';
const Key = { pk: 'a', sk: '1' };
let database: EmbeddedDatabase;
let client: ReturnType<typeof createDynamoClient>;

beforeAll(async () => {
  database = await createEmbeddedDatabase();
  client = createDynamoClient(database.clientConfig);
  await createTable(client, TableName);
});
beforeEach(async () => {
  await client.send(new PutCommand({ TableName, Item: { ...Key, title: 'first', version: 1 } }));
});
afterAll(async () => {
  client.destroy();
  await database.close();
});

async function item() {
  return (await client.send(new GetCommand({ TableName, Key }))).Item;
}

/** As the SDK asks the database. */
async function answerTo(operation: string, input: object, { clientConfig } = database) {
  return (await clientConfig.requestHandler.handle({ operation, input })).response;
}

/** Keeps the title before, as the service keeps the id of the write before. */
async function rename(title: string, version: unknown) {
  const values = { ':title': title, ':version': version, ':one': 1 };
  const UpdateExpression = 'SET former = title, title = :title, version = version + :one';
  const command = { TableName, Key, UpdateExpression, ConditionExpression: 'version = :version', ExpressionAttributeValues: values };
  await client.send(new UpdateCommand(command));
}

describe('a request of a shape that was parsed before', () => {
  it('has its own values, in its condition and its update', async () => {
    await rename('second', 1);
    await rename('third', 2);
    expect(await item()).toEqual({ ...Key, title: 'third', former: 'second', version: 3 });
    await expect(rename('fourth', 2)).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
    await rename('fourth', 3);
    expect(await item()).toEqual({ ...Key, title: 'fourth', former: 'third', version: 4 });
  });

  it('is another shape if a value is of another type', async () => {
    await rename('second', 1);
    await expect(rename('third', '2')).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
  });

  it('has its values checked', async () => {
    await rename('second', 1);
    const response = await answerTo('UpdateItem', {
      TableName,
      Key: { pk: { S: 'a' }, sk: { S: '1' } },
      UpdateExpression: 'SET former = title, title = :title, version = version + :one',
      ConditionExpression: 'version = :version',
      ExpressionAttributeValues: { ':title': { S: 'x' }, ':version': { N: '1e126' }, ':one': { N: '1' } },
    });
    expect(response).toMatchObject({ status: 400, body: { message: expect.stringContaining('Number overflow') } });
  });

  it('has the bounds of a range compared', async () => {
    const KeyConditionExpression = 'pk = :pk AND sk BETWEEN :low AND :high';
    const query = async (low: string, high: string) => {
      const values = { ':pk': 'a', ':low': low, ':high': high };
      return await client.send(new QueryCommand({ TableName, KeyConditionExpression, ExpressionAttributeValues: values }));
    };
    expect((await query('0', '9')).Items).toHaveLength(1);
    await expect(query('9', '1')).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('is forgotten after many others, and parsed again', async () => {
    await rename('second', 1);
    for (let n = 0; n < 250; n++) {
      const values = { ':value': n };
      const command = { TableName, Key, UpdateExpression: `SET field${n} = :value`, ExpressionAttributeValues: values };
      await client.send(new UpdateCommand(command));
    }
    await rename('third', 2);
    expect(await item()).toMatchObject({ title: 'third', former: 'second', field0: 0, field249: 249 });
  });
});

describe('a client in the same process', () => {
  it('gets failures as from DynamoDB, with their names and statuses', async () => {
    const failure = { name: 'ResourceNotFoundException', $fault: 'client', $metadata: { httpStatusCode: 400 } };
    await expect(client.send(new DescribeTableCommand({ TableName: 'missing' }))).rejects.toMatchObject(failure);
    await expect(client.send(new GetCommand({ TableName, Key: { pk: '', sk: '1' } }))).rejects.toMatchObject({
      name: 'ValidationException',
    });
  });

  it('gives an attempt up with its signal', async () => {
    const options = { abortSignal: AbortSignal.abort() };
    await expect(client.send(new GetCommand({ TableName, Key }), options)).rejects.toMatchObject({ name: 'AbortError' });
  });

  it.each([
    ['reads', async () => void (await item())],
    ['writes', async () => void (await client.send(new PutCommand({ TableName, Item: { ...Key, title: 'again' } })))],
  ])('lets timers and connections have their turn in a long series of %s', async (_, request) => {
    let isDue = false;
    setTimeout(() => {
      isDue = true;
    }, 1);
    for (let n = 0; n < 2_000 && !isDue; n++) await request();
    expect(isDue).toBe(true);
  });

  it('has its requests answered before the database closes', async () => {
    const other = await createEmbeddedDatabase();
    const user = createDynamoClient(other.clientConfig);
    await createTable(user, TableName);
    const put = (n: number) => answerTo('PutItem', { TableName, Item: { pk: { S: 'a' }, sk: { S: String(n) } } }, other);
    const writes = Array.from({ length: 50 }, async (_, n) => await put(n));
    await other.close();
    for (const { status } of await Promise.all(writes)) expect(status).toBe(200);
    await expect(user.send(new GetCommand({ TableName, Key }))).rejects.toMatchObject({ name: 'InternalServerError' });
  });
});

it('reads a list of large items to its end', async () => {
  const notes = 'x'.repeat(100_000);
  for (let n = 10; n < 22; n++) await client.send(new PutCommand({ TableName, Item: { pk: 'large', sk: String(n), notes } }));
  const query = { TableName, KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': 'large' } };
  const first = await client.send(new QueryCommand(query));
  expect(first.Items).toHaveLength(11);
  const rest = await client.send(new QueryCommand({ ...query, ExclusiveStartKey: first.LastEvaluatedKey }));
  expect(rest.Items?.map(({ sk }) => sk)).toEqual(['21']);
  expect(rest.LastEvaluatedKey).toBeUndefined();
});
