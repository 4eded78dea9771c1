import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createEmbeddedDatabase } from '../../src/local/embedded-database.ts';
import { createPeople } from '../../src/people/people.ts';
import { createTable } from '../../src/store/create-table.ts';
import { createDynamoClient, createDynamoTable, type DynamoTable, type Usage } from '../../src/store/dynamo-client.ts';
import { peoplePartition } from '../../src/store/keys.ts';
import { NotFound } from '../../src/store/record-store.ts';
import { createBreakableTable } from '../store/support/breakable-table.ts';

const database = await createEmbeddedDatabase();
const client = createDynamoClient(database.clientConfig);
const used: Usage[] = [];
const table = createDynamoTable({ client, tableName: 'people', onUsage: (usage) => used.push(usage) });
const people = createPeople({ table });
beforeAll(async () => await createTable(client, 'people'));
afterAll(async () => {
  client.destroy();
  await database.close();
});

const ada = { name: 'Ada', role: 'editor' } as const;

describe('find', () => {
  it('finds those of the ids that are people, with one request for every 100 of them', async () => {
    const ids = Array.from({ length: 120 }, (_, n) => `person-${n}`);
    for (const id of ids) await people.put('team', id, ada);
    await people.put('others', 'stranger', ada);
    await people.erase('team', 'person-7');
    used.length = 0;
    const found = await people.find('team', [...ids, ...ids, 'nobody', 'stranger', 'a#b', '', 'x'.repeat(2000)]);
    expect([...found.keys()].sort()).toEqual(ids.filter((id) => id !== 'person-7').sort());
    expect(found.get('person-1')).toMatchObject({ id: 'person-1', name: 'Ada' });
    expect(used.map(({ kind }) => kind)).toEqual(['read', 'read']);
    // One unit for each item, the key that `erase` leaves and the two that do not exist.
    expect(used.reduce((sum, { units }) => sum + units, 0)).toBe(122);
  });

  it('asks for nothing where there is nothing to find', async () => {
    used.length = 0;
    expect((await people.find('team', [])).size).toBe(0);
    expect(used).toEqual([]);
  });
});

describe('the cost', () => {
  it('of a sign-in is one write, of the whole directory one read', async () => {
    used.length = 0;
    await people.put('small', 'ada', { ...ada, email: 'ada@example.com' });
    await people.list('small', { limit: 100 });
    expect(used).toEqual([
      { kind: 'write', units: 1 },
      { kind: 'read', units: 1 },
    ]);
  });
});

describe('erase', () => {
  const breakable = createBreakableTable(table);

  it('leaves the id alone, which the database deletes', async () => {
    await people.put('team', 'eve', { ...ada, email: 'eve@example.com' });
    await people.erase('team', 'eve');
    const item = await table.get({ pk: peoplePartition('team'), sk: 'eve' });
    expect(item).toEqual({ pk: 'people#team', sk: 'eve', expiresAt: expect.any(Number) });
    expect(Number(item?.['expiresAt'])).toBeLessThanOrEqual(Date.now() / 1000);
    await expect(people.erase('team', 'eve')).rejects.toThrow(NotFound);
  });

  it('succeeds where the retry meets the work of the first attempt', async () => {
    const broken = createPeople({ table: breakable satisfies DynamoTable });
    await people.put('team', 'eve', ada);
    breakable.breakWrite(0, 'applied, then retried');
    await broken.erase('team', 'eve');
    expect(await people.get('team', 'eve')).toBeUndefined();
  });
});
