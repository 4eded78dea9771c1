import { createEmbeddedDatabase } from '../../../src/local/embedded-database.ts';
import { createTable } from '../../../src/store/create-table.ts';
import { createDynamoClient, createDynamoTable } from '../../../src/store/dynamo-client.ts';
import { createDynamoStore } from '../../../src/store/dynamo-store.ts';
import { NotUnique } from '../../../src/store/record-store.ts';
import { members } from '../../support/members.ts';

/** A process for a test to kill: 50 writers create records with the same unique value, again and again. Prints `begin` when they start. */
const WRITERS = 50;
const [path = ''] = process.argv.slice(2);
const database = await createEmbeddedDatabase({ path });
const client = createDynamoClient(database.clientConfig);
await createTable(client, 'records');
const store = createDynamoStore({ table: createDynamoTable({ client, tableName: 'records' }) });
process.stdout.write('begin\n');
await Promise.all(
  Array.from({ length: WRITERS }, async () => {
    for (;;) {
      try {
        const { id } = await store.create({ workspace: 'w', type: members }, { name: 'One', email: 'one@example.com' }, { by: 'w' });
        process.stdout.write(`${id}\n`);
      } catch (error) {
        if (!(error instanceof NotUnique)) throw error;
      }
    }
  }),
);
