import { createDynamoClient } from '../../src/store/dynamo-client.ts';
import { describeEvolution } from '../evolution/suite.ts';
import { startDynamoDbLocal } from '../support/dynamodb-local.ts';

describeEvolution(async () => {
  // DynamoDB Local is several times slower with all that other tests leave.
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
