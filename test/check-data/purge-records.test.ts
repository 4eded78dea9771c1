import { createEmbeddedDatabase } from '../../src/local/embedded-database.ts';
import { createDynamoClient } from '../../src/store/dynamo-client.ts';
import { describePurge } from './purge-suite.ts';

describePurge(async () => {
  const database = await createEmbeddedDatabase();
  const client = createDynamoClient(database.clientConfig);
  return {
    client,
    another: () => createDynamoClient(database.clientConfig),
    async close() {
      client.destroy();
      await database.close();
    },
  };
});
