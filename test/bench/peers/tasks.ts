import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';

type Fields = Readonly<Record<string, unknown>>;

export const STATUSES = ['open', 'in-progress', 'done'];
const TABLE = process.env['TABLE_NAME'];

/** The store that the peers share: the SDK's document client with all its defaults, one request an operation. */
export function createTasks() {
  const db = DynamoDBDocumentClient.from(new DynamoDBClient({}), { marshallOptions: { removeUndefinedValues: true } });

  return {
    async create(owner: string, values: Fields): Promise<Fields> {
      const now = new Date().toISOString();
      const task = { id: randomUUID(), ...values, createdAt: now, updatedAt: now, version: 1 };
      const Item = { pk: `peer#${owner}`, sk: task.id, ...task };
      await db.send(new PutCommand({ TableName: TABLE, Item, ConditionExpression: 'attribute_not_exists(pk)' }));
      return task;
    },

    async get(owner: string, id: string): Promise<Fields | undefined> {
      const { Item } = await db.send(new GetCommand({ TableName: TABLE, Key: { pk: `peer#${owner}`, sk: id }, ConsistentRead: true }));
      return Item === undefined ? undefined : taskOf(Item);
    },

    async list(owner: string, limit: number): Promise<Fields[]> {
      const { Items = [] } = await db.send(
        new QueryCommand({
          TableName: TABLE,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': `peer#${owner}` },
          Limit: limit,
          ScanIndexForward: false,
        }),
      );
      return Items.map(taskOf);
    },

    async patch(owner: string, id: string, status: unknown): Promise<Fields> {
      const { Attributes = {} } = await db.send(
        new UpdateCommand({
          TableName: TABLE,
          Key: { pk: `peer#${owner}`, sk: id },
          UpdateExpression: 'SET #status = :status, updatedAt = :now, version = version + :one',
          ConditionExpression: 'attribute_exists(pk)',
          ExpressionAttributeNames: { '#status': 'status' },
          ExpressionAttributeValues: { ':status': status, ':now': new Date().toISOString(), ':one': 1 },
          ReturnValues: 'ALL_NEW',
        }),
      );
      return taskOf(Attributes);
    },
  };
}

function taskOf({ id, title, status, dueDate, createdAt, updatedAt, version }: Fields): Fields {
  return { id, title, status, dueDate, createdAt, updatedAt, version };
}
