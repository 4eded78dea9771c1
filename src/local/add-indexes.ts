import type action from 'dynalite/actions/getItem.js';

interface Table {
  readonly AttributeDefinitions: readonly object[];
  readonly GlobalSecondaryIndexes?: readonly Index[];
}

interface Index {
  readonly IndexName: string;
  readonly KeySchema: readonly { readonly AttributeName: string }[];
}

const text = { type: 'String', notNull: true };
const struct = (children: object) => ({ type: 'FieldStruct', notNull: true, children });
const list = (children: object) => ({ type: 'List', notNull: true, children: { type: 'ValueStruct', children } });
const created = {
  IndexName: text,
  KeySchema: list({ AttributeName: text, KeyType: text }),
  Projection: struct({ ProjectionType: text }),
};

/** Replaces dynalite's rules, which require the throughput of provisioned tables. */
export const addIndexesRules = {
  types: { TableName: text, GlobalSecondaryIndexUpdates: list({ Create: struct(created) }) },
  custom: undefined,
};

/**
 * Runs UpdateTable for new indexes, which dynalite does not support. A new index is empty, because no item has its keys yet.
 * All keys are strings, as in `store/table.ts`.
 */
export const addIndexes: typeof action = (store, input, callback) => {
  const { TableName, indexes } = readInput(input);
  store.tableDb.lock(TableName, (release) => {
    const done = release(callback);
    store.tableDb.get(TableName, (error, table) => {
      if (error || !isTable(table)) return done(error ?? new TypeError(`the table ${TableName} is damaged`));
      const changed = withIndexes(table, indexes);
      store.tableDb.put(TableName, changed, (fault) => done(fault, { TableDescription: changed }));
    });
  });
};

function withIndexes(table: Table, added: readonly Index[]): Table {
  const { AttributeDefinitions, GlobalSecondaryIndexes: present = [] } = table;
  const missing = added.filter(({ IndexName }) => !present.some((index) => index.IndexName === IndexName));
  const keys = missing.flatMap(({ KeySchema }) => KeySchema.map(({ AttributeName }) => ({ AttributeName, AttributeType: 'S' })));
  const active = missing.map((index) => ({ ...index, IndexStatus: 'ACTIVE' }));
  return { ...table, AttributeDefinitions: [...AttributeDefinitions, ...keys], GlobalSecondaryIndexes: [...present, ...active] };
}

function readInput(input: unknown): { readonly TableName: string; readonly indexes: readonly Index[] } {
  const { TableName, GlobalSecondaryIndexUpdates: updates }: { TableName?: unknown; GlobalSecondaryIndexUpdates?: unknown } = Object(input);
  const created: readonly unknown[] = Array.isArray(updates) ? updates.map((update) => update?.Create) : [];
  return { TableName: String(TableName), indexes: created.filter(isIndex) };
}

function isIndex(value: unknown): value is Index {
  return typeof value === 'object' && value !== null && 'IndexName' in value && 'KeySchema' in value && Array.isArray(value.KeySchema);
}

function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && 'AttributeDefinitions' in value && Array.isArray(value.AttributeDefinitions);
}
