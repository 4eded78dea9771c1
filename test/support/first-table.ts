import { CreateTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { LAYOUT_KEY } from '../../src/store/layout.ts';
import { FIRST_INDEXES, PARTITION_KEY, SORT_KEY, TABLE_INDEXES } from '../../src/store/table.ts';
import { indexDefinition, keySchema, stringAttributes } from '../../src/store/table-indexes.ts';

/** Creates a table like versions with layout 2 did: with five indexes. */
export async function createFirstTable(client: DynamoDBClient, tableName: string): Promise<void> {
  const indexes = TABLE_INDEXES.slice(0, FIRST_INDEXES);
  await client.send(
    new CreateTableCommand({
      TableName: tableName,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: keySchema(PARTITION_KEY, SORT_KEY),
      AttributeDefinitions: stringAttributes([
        PARTITION_KEY,
        SORT_KEY,
        ...indexes.flatMap(({ partitionKey, sortKey }) => [partitionKey, sortKey]),
      ]),
      GlobalSecondaryIndexes: indexes.map(indexDefinition),
    }),
  );
  await client.send(new PutCommand({ TableName: tableName, Item: { ...LAYOUT_KEY, layout: 2, revision: 1, types: {} } }));
}
