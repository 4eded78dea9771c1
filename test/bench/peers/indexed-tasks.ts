import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { v7 as newId } from 'uuid';
import type { Tasks } from './plain-app.ts';

/**
 * Tasks in the table and the indexes that the service has them in, by the same four requests, written plainly: by the SDK's
 * document client, without what makes writes safe to repeat.
 */
export function createIndexedTasks(client: DynamoDBClient, TableName: string): Tasks {
  const db = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });

  return {
    async create(owner, values) {
      const now = new Date().toISOString();
      const task = { id: newId(), ...values, createdAt: now, updatedAt: now, version: 1 };
      const Item = { pk: owner, sk: task.id, ...task, ...indexKeys(owner, task) };
      await db.send(new PutCommand({ TableName, Item, ConditionExpression: 'attribute_not_exists(pk)' }));
      return task;
    },

    async get(owner, id) {
      const { Item } = await db.send(new GetCommand({ TableName, Key: { pk: owner, sk: id }, ConsistentRead: true }));
      return Item === undefined ? undefined : taskOf(Item);
    },

    async list(owner, limit, status) {
      const { Items = [] } = await db.send(
        new QueryCommand({
          TableName,
          ...(status === undefined ? { ConsistentRead: true } : { IndexName: 'index-3' }),
          KeyConditionExpression: status === undefined ? 'pk = :pk' : 'i3pk = :pk',
          ExpressionAttributeValues: { ':pk': status === undefined ? owner : `${owner}#status#${status}` },
          Limit: limit,
          ScanIndexForward: false,
        }),
      );
      return Items.map(taskOf);
    },

    async patch(owner, id, status) {
      const { Attributes = {} } = await db.send(
        new UpdateCommand({
          TableName,
          Key: { pk: owner, sk: id },
          UpdateExpression: 'SET #status = :status, i3pk = :i3pk, updatedAt = :now, version = version + :one',
          ConditionExpression: 'attribute_exists(pk)',
          ExpressionAttributeNames: { '#status': 'status' },
          ExpressionAttributeValues: {
            ':status': status,
            ':i3pk': `${owner}#status#${status}`,
            ':now': new Date().toISOString(),
            ':one': 1,
          },
          ReturnValues: 'ALL_NEW',
        }),
      );
      return taskOf(Attributes);
    },
  };
}

function indexKeys(owner: string, { id, title, status, dueDate }: Readonly<Record<string, unknown>>) {
  return {
    i1pk: `${owner}#dueDate`,
    i1sk: `${dueDate}#${id}`,
    i2pk: `${owner}#title`,
    i2sk: `${title}#${id}`,
    i3pk: `${owner}#status#${status}`,
    i3sk: id,
  };
}

function taskOf({ id, title, status, dueDate, createdAt, updatedAt, version }: Readonly<Record<string, unknown>>) {
  return { id, title, status, dueDate, createdAt, updatedAt, version };
}
