import { createDynamoClient } from '../../src/store/dynamo-client.ts';
import { describeEvolution } from '../evolution/suite.ts';
import { startDynamoDbLocal } from '../support/dynamodb-local.ts';

describeEvolution(async () => {
  // Uses its own DynamoDB Local, because the data of other tests makes it several times slower.
  const database = await startDynamoDbLocal({ isOwn: true });
  const client = createDynamoClient(database.clientConfig);
  return {
    client,
    async close() {
      client.destroy();
      await database.close();
    },
  };
});
