import { describe, expect, it, jest } from '@jest/globals';
import { measureType } from '../../infra/cost/measured/measure-type.ts';
import { type MeteredTable, openMeteredTable } from '../../infra/cost/measured/metered-table.ts';
import { customers } from '../../src/records/customers.ts';
import { tasks } from '../../src/records/tasks.ts';
import { createDynamoClient, createDynamoTable, type Usage } from '../../src/store/dynamo-client.ts';
import { bookings } from '../support/bookings.ts';
import { startDynamoDbLocal } from '../support/dynamodb-local.ts';

jest.setTimeout(120_000);

const types = [tasks, customers, bookings];
const SUBJECTS = [
  { name: 'tasks', type: tasks, filled: [] },
  { name: 'tasks with references', type: tasks, filled: ['customer', 'assignee'] },
  { name: 'customers', type: customers, filled: [] },
  { name: 'a type with a unique field, a person, rules and actions', type: bookings, filled: ['signedBy'] },
];

/** A table in DynamoDB Local, with the units that it reports. */
async function openLocalTable(): Promise<MeteredTable> {
  const { clientConfig, tableName, close } = await startDynamoDbLocal();
  const client = createDynamoClient(clientConfig);
  let used: Usage[] = [];
  return {
    client,
    table: createDynamoTable({ client, tableName, onUsage: (usage) => used.push(usage) }),
    take() {
      const taken = used;
      used = [];
      const sum = (wanted: Usage['kind']) => taken.filter(({ kind }) => kind === wanted).reduce((total, { units }) => total + units, 0);
      return { read: sum('read'), write: sum('write') };
    },
    async close() {
      client.destroy();
      await close();
    },
  };
}

describe('the units that DynamoDB counts', () => {
  it.each(SUBJECTS)('are those that `npm run cost` shows for $name', async ({ type, filled }) => {
    const shown = await measureType({ type, types, filled, open: openMeteredTable });
    expect(await measureType({ type, types, filled, open: openLocalTable })).toEqual(shown);
  });
});
