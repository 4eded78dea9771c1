import { expect, it } from '@jest/globals';
import { openTable } from '../../src/export-import/open-table.ts';

it('opens a table in the region of its settings, also where the environment has another', async () => {
  const settings = { DATABASE: 'dynamodb', TABLE_NAME: 'records', AWS_REGION: 'us-east-2' };
  const table = await openTable(settings, { command: 'a test', mayCreate: false, onProgress: () => undefined });
  expect(await table.client.config.region()).toBe('us-east-2');
  expect(table.name).toBe('the DynamoDB table records at us-east-2');
  await table.close();
});
