import type { AttributeValue, CreateTableCommandInput, KeySchemaElement } from '@aws-sdk/client-dynamodb';
import type { Attributes } from './expression.ts';

/** A page of one partition, in the order of its sort key. */
export interface Range {
  /** Left out: the table itself. */
  readonly index?: string | undefined;
  readonly partition: string;
  readonly descending: boolean;
  readonly limit: number;
  /** The key of the item before the first. */
  readonly after?: Attributes | undefined;
  readonly matches: (item: Attributes) => boolean;
}

export interface StubTable {
  get(key: Attributes): Attributes | undefined;
  /** In the place of the one with the same key. */
  put(item: Attributes): void;
  remove(key: Attributes): void;
  range(range: Range): { readonly items: readonly Attributes[]; readonly last: Attributes | undefined };
  /** The attribute whose value is the partition, of the table or an index. */
  partitionKey(index: string | undefined): string;
}

interface Order {
  readonly partitionKey: string;
  readonly sortKey: string;
  /** Of each partition, its items by sort key. */
  readonly partitions: Map<string, Attributes[]>;
}

const TABLE = '';

/** The items of a table whose keys are texts, and of its indexes, in memory. */
export function createStubTable({ KeySchema, GlobalSecondaryIndexes = [] }: CreateTableCommandInput): StubTable {
  const table = orderBy(KeySchema);
  const orders = new Map([
    [TABLE, table],
    ...GlobalSecondaryIndexes.map((index) => [index.IndexName ?? '', orderBy(index.KeySchema)] as const),
  ]);
  const keysOf = (order: Order) => [...new Set([table.partitionKey, table.sortKey, order.partitionKey, order.sortKey])];

  function orderOf(index = TABLE): Order {
    const order = orders.get(index);
    if (order === undefined) throw new RangeError(`the table has no index ${index}`);
    return order;
  }

  function get(key: Attributes): Attributes | undefined {
    const partition = table.partitions.get(textOf(key[table.partitionKey])) ?? [];
    const item = partition[placeOf(partition, table, key)];
    return item !== undefined && isSame(table, item, key) ? item : undefined;
  }

  function remove(key: Attributes): void {
    const item = get(key);
    if (item === undefined) return;
    for (const order of orders.values()) {
      const partition = order.partitions.get(textOf(item[order.partitionKey])) ?? [];
      const place = partition.indexOf(item, placeOf(partition, order, item));
      if (place >= 0) partition.splice(place, 1);
    }
  }

  return {
    get,
    remove,
    put(item) {
      remove(item);
      for (const order of orders.values()) {
        if (item[order.partitionKey] === undefined || item[order.sortKey] === undefined) continue;
        const name = textOf(item[order.partitionKey]);
        const partition = order.partitions.get(name) ?? [];
        order.partitions.set(name, partition);
        partition.splice(placeOf(partition, order, item), 0, item);
      }
    },
    range({ index, partition: name, descending, limit, after, matches }) {
      const order = orderOf(index);
      const partition = order.partitions.get(name) ?? [];
      const step = descending ? -1 : 1;
      const first = descending ? partition.length - 1 : 0;
      const items: Attributes[] = [];
      const start = after === undefined ? first : partition.findIndex((item) => isSame(table, item, after)) + step;
      for (let n = start; n >= 0 && n < partition.length; n += step) {
        const item = partition[n];
        if (item === undefined || !matches(item)) continue;
        items.push(item);
        if (items.length === limit) return { items, last: keyOf(item, keysOf(order)) };
      }
      return { items, last: undefined };
    },
    partitionKey: (index) => orderOf(index).partitionKey,
  };
}

function orderBy(schema: readonly KeySchemaElement[] = []): Order {
  const attribute = (type: string) => schema.find(({ KeyType }) => KeyType === type)?.AttributeName ?? '';
  return { partitionKey: attribute('HASH'), sortKey: attribute('RANGE'), partitions: new Map() };
}

/** The first place whose sort key is not below the item's. */
function placeOf(partition: readonly Attributes[], { sortKey }: Order, item: Attributes): number {
  const key = textOf(item[sortKey]);
  let [low, high] = [0, partition.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (textOf(partition[middle]?.[sortKey]) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

function isSame({ partitionKey, sortKey }: Order, a: Attributes, b: Attributes): boolean {
  return textOf(a[partitionKey]) === textOf(b[partitionKey]) && textOf(a[sortKey]) === textOf(b[sortKey]);
}

function keyOf(item: Attributes, names: readonly string[]): Attributes {
  return Object.fromEntries(names.flatMap((name) => (item[name] === undefined ? [] : [[name, item[name]]])));
}

function textOf(value: AttributeValue | undefined): string {
  return value?.S ?? '';
}
