import { TABLE_INDEXES } from '../../../src/store/table.ts';

type Item = Readonly<Record<string, unknown>>;

/**
 * The bytes that DynamoDB counts for an item: names and texts as UTF-8, a number by its significant digits, a list with 3 bytes
 * of its own and 1 an element. Source: "DynamoDB item sizes and formats", DynamoDB Developer Guide.
 */
export function itemBytes(item: Item): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(value), 0);
}

function valueBytes(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'number') return Math.ceil(String(value).replace(/\D/g, '').length / 2) + 1;
  if (typeof value === 'boolean' || value === null) return 1;
  if (Array.isArray(value)) return value.reduce<number>((sum, element) => sum + valueBytes(element) + 1, 3);
  // A map counts as a list of its values, with their names.
  if (typeof value === 'object' && value !== null) return 3 + itemBytes({ ...value }) + Object.keys(value).length;
  throw new TypeError(`no item of the store holds ${typeof value}`);
}

/**
 * Write units of putting `after` instead of `before`, indexes included: one a begun KB, for the larger of the two. An index
 * pays once to enter, to leave and to change, and twice when its keys change. Source: "Provisioned throughput considerations for
 * global secondary indexes" and "DynamoDB read and write operations", DynamoDB Developer Guide.
 */
export function writeUnits(before: Item | undefined, after: Item): number {
  const table = kilobytes(Math.max(before === undefined ? 0 : itemBytes(before), itemBytes(after)));
  return TABLE_INDEXES.reduce((sum, index) => sum + indexUnits(index, before, after), table);
}

/** The number of indexes that have an item. */
export function indexesOf(item: Item): number {
  return TABLE_INDEXES.filter(({ partitionKey, sortKey }) => item[partitionKey] !== undefined && item[sortKey] !== undefined).length;
}

function indexUnits({ partitionKey, sortKey }: (typeof TABLE_INDEXES)[number], before: Item | undefined, after: Item): number {
  const keyIn = (item: Item | undefined) =>
    item?.[partitionKey] === undefined || item[sortKey] === undefined ? undefined : JSON.stringify([item[partitionKey], item[sortKey]]);
  const [old, now] = [keyIn(before), keyIn(after)];
  const leaving = old === undefined || before === undefined ? 0 : kilobytes(itemBytes(before));
  const entering = now === undefined ? 0 : kilobytes(itemBytes(after));
  return old === now ? Math.max(leaving, entering) : leaving + entering;
}

/** Read units of one request for these items: a unit for each begun 4 KB of them together, half of it if not consistent. */
export function queryUnits(items: readonly Item[], { consistent }: { readonly consistent: boolean }): number {
  const bytes = items.reduce((sum, item) => sum + itemBytes(item), 0);
  const units = Math.max(1, Math.ceil(bytes / 4096));
  return consistent ? units : units / 2;
}

function kilobytes(bytes: number): number {
  return Math.ceil(bytes / 1024);
}
