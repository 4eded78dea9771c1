import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createEmbeddedDatabase } from '../../../src/local/embedded-database.ts';
import { createTable } from '../../../src/store/create-table.ts';
import { createIndexedTasks } from './indexed-tasks.ts';
import { createPlainApp } from './plain-app.ts';

const { PORT, TABLE_NAME = '', DATA_DIR } = process.env;

/** Plain Express as a server: with `DATA_DIR` on the embedded database, in its own process as ours has it, else on DynamoDB. */
const database = DATA_DIR === undefined ? undefined : await createEmbeddedDatabase({ path: DATA_DIR });
const client = new DynamoDBClient(database?.clientConfig ?? {});
await createTable(client, TABLE_NAME);
createPlainApp(createIndexedTasks(client, TABLE_NAME), () => 'local').listen(Number(PORT), '127.0.0.1');
