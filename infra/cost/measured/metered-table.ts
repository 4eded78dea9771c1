import { createEmbeddedDatabase } from '../../../src/local/embedded-database.ts';
import { createTable } from '../../../src/store/create-table.ts';
import { createDynamoClient, createDynamoTable, type DynamoTable } from '../../../src/store/dynamo-client.ts';
import type { Item, Key } from '../../../src/store/keys.ts';
import { PARTITION_KEY, SORT_KEY } from '../../../src/store/table.ts';
import type { Units } from '../units.ts';
import { queryUnits, writeUnits } from './write-units.ts';

/** A new, empty table that counts the units of its requests. */
export interface MeteredTable {
  readonly client: ReturnType<typeof createDynamoClient>;
  readonly table: DynamoTable;
  /** Returns the units since the last call. */
  take(): Units;
  close(): Promise<void>;
}

export type OpenMeteredTable = () => Promise<MeteredTable>;

const TABLE_NAME = 'measured';

/** Opens a table in memory. Computes the units by DynamoDB's rules from the items that each request reads or writes. */
export async function openMeteredTable(): Promise<MeteredTable> {
  const database = await createEmbeddedDatabase();
  const client = createDynamoClient(database.clientConfig);
  await createTable(client, TABLE_NAME);
  let used: Units = { read: 0, write: 0 };
  const count = ({ read = 0, write = 0 }: Partial<Units>) => {
    used = { read: used.read + read, write: used.write + write };
  };
  return {
    client,
    table: metered(createDynamoTable({ client, tableName: TABLE_NAME }), count),
    take() {
      const taken = used;
      used = { read: 0, write: 0 };
      return taken;
    },
    async close() {
      client.destroy();
      await database.close();
    },
  };
}

function metered(table: DynamoTable, count: (units: Partial<Units>) => void): DynamoTable {
  const countRead = (item: Item | undefined) => count({ read: queryUnits([item ?? {}], { consistent: true }) });
  return {
    async get(key) {
      const item = await table.get(key);
      countRead(item);
      return item;
    },

    async getMany(keys) {
      const items = await table.getMany(keys);
      for (const key of keys) countRead(items.find((item) => item[PARTITION_KEY] === key.pk && item[SORT_KEY] === key.sk));
      return items;
    },

    async put(item, condition) {
      const before = await table.get(keyOf(item));
      await table.put(item, condition);
      count({ write: writeUnits(before, item) });
    },

    async update(key, update) {
      const before = await table.get(key);
      const after = await table.update(key, update);
      count({ write: writeUnits(before, after) });
      return after;
    },

    async query(input) {
      const { items } = await table.query({ ...input, attributes: undefined });
      count({ read: queryUnits(items, input) });
      return await table.query(input);
    },
  };
}

function keyOf(item: Item): Key {
  return { pk: String(item[PARTITION_KEY]), sk: String(item[SORT_KEY]) };
}
