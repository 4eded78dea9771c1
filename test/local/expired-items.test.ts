import { PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTable } from '../../src/store/create-table.ts';
import { sweepExpired } from '../../src/store/ttl-sweeper.ts';
import { openEmbeddedClient } from '../support/embedded-client.ts';

const TableName = 'records';
const now = new Date('2026-05-01T12:00:00Z');
const seconds = now.getTime() / 1000;
const { client, close } = await openEmbeddedClient();
afterAll(close);

beforeAll(async () => {
  await createTable(client, TableName);
});

describe('sweepExpired', () => {
  it('removes what is past its time and nothing else', async () => {
    const expirations = [seconds - 1, seconds, seconds + 1, undefined];
    for (const [n, expiresAt] of expirations.entries()) {
      await client.send(new PutCommand({ TableName, Item: { pk: 'p', sk: String(n), ...(expiresAt === undefined ? {} : { expiresAt }) } }));
    }
    expect(await sweepExpired(client, { tableName: TableName, now })).toBe(2);
    const { Items } = await client.send(new ScanCommand({ TableName }));
    expect(Items?.map(({ sk }) => sk).sort()).toEqual(['2', '3', 'layout']);
  });

  it('goes through a table of many pages', async () => {
    const notes = 'n'.repeat(300_000);
    for (let n = 0; n < 8; n++) {
      await client.send(new PutCommand({ TableName, Item: { pk: 'large', sk: String(n), notes, expiresAt: seconds - 1 } }));
    }
    expect(await sweepExpired(client, { tableName: TableName, now })).toBe(8);
  });
});
