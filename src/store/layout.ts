import type { DynamoTable } from './dynamo-client.ts';
import type { Item, Key } from './keys.ts';
import { LAYOUT, OLDEST_LAYOUT } from './layout-version.ts';
import { WrongLayout } from './record-store.ts';
import { PARTITION_KEY, SORT_KEY } from './table.ts';

/** The key of the item that contains the layout of the table. Other items about the table itself are in the same partition. */
export const LAYOUT_KEY: Key = { [PARTITION_KEY]: 'table', [SORT_KEY]: 'layout' };

export const LAYOUT_ATTRIBUTE = 'layout';
/** Tables of this layout do not store it. */
const UNMARKED_LAYOUT = 1;

/**
 * Reads the layout of the table, for one read unit.
 * @throws {WrongLayout} if the layout is not supported, or if no item contains it
 */
export async function checkLayout(table: DynamoTable): Promise<number> {
  return checkLayoutItem(await table.get(LAYOUT_KEY));
}

/** Returns the layout. @throws {WrongLayout} if it is not supported */
export function checkLayoutItem(item: Item | undefined): number {
  const layout = layoutOf(item);
  if (layout < OLDEST_LAYOUT) throw olderLayout(layout);
  if (layout > LAYOUT) {
    throw new WrongLayout(layout, `The table has layout ${layout}, this version knows layouts up to ${LAYOUT}. Run a newer version.`);
  }
  return layout;
}

export function olderLayout(layout: number): WrongLayout {
  return new WrongLayout(layout, `The table has layout ${layout}, this version needs layout ${LAYOUT}. Run: npm run upgrade-table.`);
}

export function layoutOf(item: Item | undefined): number {
  const layout = item?.[LAYOUT_ATTRIBUTE];
  return typeof layout === 'number' ? layout : UNMARKED_LAYOUT;
}

/**
 * Wraps a table to check its layout once, with the first request.
 * Reads run at the same time as the check, but return only after it. Writes wait for the check.
 * After a failed check, the next request repeats it, so that a service recovers after an upgrade.
 */
export function createCheckedTable(
  table: DynamoTable,
  checkTable: () => Promise<unknown> = async () => await checkLayout(table),
): DynamoTable {
  let isChecked = false;
  let running: Promise<unknown> | undefined;

  async function check(): Promise<void> {
    running ??= checkTable().finally(() => {
      running = undefined;
    });
    await running;
    isChecked = true;
  }

  async function read<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    if (isChecked) return await ask();
    const [answer] = await Promise.all([ask(), check()]);
    return answer;
  }

  async function write<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    if (!isChecked) await check();
    return await ask();
  }

  return {
    get: async (key) => await read(async () => await table.get(key)),
    getMany: async (keys) => await read(async () => await table.getMany(keys)),
    query: async (input) => await read(async () => await table.query(input)),
    put: async (item, condition) => await write(async () => await table.put(item, condition)),
    update: async (key, update) => await write(async () => await table.update(key, update)),
  };
}
