import { createDynamoClient } from '../../src/store/dynamo-client.ts';
import { describePurge } from '../check-data/purge-suite.ts';

describePurge(async () => {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const another = () => createDynamoClient({ endpoint: process.env['DYNAMODB_ENDPOINT'] ?? '', region: 'us-east-1', credentials });
  const client = another();
  return { client, another, close: async () => client.destroy() };
});
