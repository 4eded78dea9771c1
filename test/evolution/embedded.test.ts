import { createEmbeddedDatabase } from '../../src/local/embedded-database.ts';
import { createDynamoClient } from '../../src/store/dynamo-client.ts';
import { describeEvolution } from './suite.ts';

describeEvolution(async () => {
  const database = await createEmbeddedDatabase();
  const client = createDynamoClient(database.clientConfig);
  return {
    client,
    async close() {
      client.destroy();
      await database.close();
    },
  };
});
