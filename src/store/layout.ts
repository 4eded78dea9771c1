import type { DynamoTable } from './dynamo-client.ts';
import type { Item, Key } from './keys.ts';
import { LAYOUT, OLDEST_LAYOUT } from './layout-version.ts';
import { WrongLayout } from './record-store.ts';
import { PARTITION_KEY, SORT_KEY } from './table.ts';

/** The item that says which layout the table has. Other items about the table itself belong to the same partition. */
export const LAYOUT_KEY: Key = { [PARTITION_KEY]: 'table', [SORT_KEY]: 'layout' };

export const LAYOUT_ATTRIBUTE = 'layout';
/** Tables did not name their layout before version 2. */
const UNMARKED_LAYOUT = 1;

/** Costs a read unit. @returns the layout. @throws {WrongLayout} also where no item says which layout the table has */
export async function checkLayout(table: DynamoTable): Promise<number> {
  return checkLayoutItem(await table.get(LAYOUT_KEY));
}

/** @returns the layout. @throws {WrongLayout} */
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
 * The table behind one check of its layout, made with the first request to it. Reads do not wait for it, but no answer is given before
 * it; writes wait. A failed check is made again with the next request, so that a service recovers after an upgrade.
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
