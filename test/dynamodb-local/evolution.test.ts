import { createDynamoClient } from '../../src/store/dynamo-client.ts';
import { describeEvolution } from '../evolution/suite.ts';

describeEvolution(async () => {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = createDynamoClient({ endpoint: process.env['DYNAMODB_ENDPOINT'] ?? '', region: 'us-east-1', credentials });
  return { client, close: async () => client.destroy() };
});
