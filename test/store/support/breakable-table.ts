import type { DynamoTable } from '../../../src/store/dynamo-client.ts';
import { StoreUnavailable } from '../../../src/store/record-store.ts';
import { ConditionFailed } from '../../../src/store/table-failures.ts';

/** What happens to one request to the table: nothing of it arrives, its answer is lost, or the SDK's own retry meets its work. */
export type Break = 'lost before' | 'lost after' | 'applied, then retried';

export interface BreakableTable extends DynamoTable {
  /** Breaks the n-th write from now on, counted from 0; later ones are whole again. */
  breakWrite(n: number, how: Break): void;
  /** Writes that were asked for since the last break was set. */
  readonly writes: () => number;
}

/** A table whose writes can be broken where a test wants it. What it does to the data is real. */
export function createBreakableTable(table: DynamoTable): BreakableTable {
  let pending: { n: number; how: Break } | undefined;
  let count = 0;

  async function write<Result>(run: () => Promise<Result>): Promise<Result> {
    const how = pending?.n === count++ ? pending.how : undefined;
    if (how === undefined) return await run();
    pending = undefined;
    if (how !== 'lost before') await run();
    if (how === 'applied, then retried') throw new ConditionFailed(true, new Error('the retry met the work of the first attempt'));
    throw new StoreUnavailable('the connection was reset', { outcomeUnknown: true });
  }

  return {
    get: table.get,
    getMany: table.getMany,
    query: table.query,
    put: async (item, condition) => await write(async () => await table.put(item, condition)),
    update: async (key, update) => await write(async () => await table.update(key, update)),
    breakWrite(n, how) {
      pending = { n, how };
      count = 0;
    },
    writes: () => count,
  };
}
