import type { RecordType } from '../../src/schema/record-type.ts';
import { readCatalog } from '../../src/store/catalog.ts';
import { createDynamoTable } from '../../src/store/dynamo-client.ts';
import { WrongLayout } from '../../src/store/record-store.ts';
import { type ReindexOptions, reindex } from '../../src/store/reindex.ts';
import type { SharedValue } from '../../src/store/reindex-records.ts';
import { reindexReport } from './reindex-report.ts';
import type { StageTable } from './stage-table.ts';

export interface BuildOptions {
  readonly print: (line: string) => void;
  /** Keeps the indexes that only the running version declares. */
  readonly keepOthers?: boolean;
  /** Computes the fields of every record, even if their functions are the same as before. */
  readonly computeAgain?: boolean;
  readonly wait?: ReindexOptions['wait'];
}

/** Prints the planned changes and their cost, then builds the indexes. */
export async function buildIndexes(
  table: StageTable,
  types: readonly RecordType[],
  { print, keepOthers = false, computeAgain = false, wait }: BuildOptions,
): Promise<void> {
  print(await reindexReport(table, types, { computeAgain }));
  const options = { ...table, recordTypes: types, keepOthers, computeAgain, onProgress: print, wait };
  const { types: done, records, changed, shared } = await reindex(options);
  if (done.length > 0) print(`The indexes of ${done.join(', ')} are complete: ${records} records read, ${changed} of them corrected.`);
  for (const line of sharedValueLines(shared)) print(line);
}

/** Reports shared values as counts only: they break nothing, and `npm run check-data` lists them. */
function sharedValueLines(shared: readonly SharedValue[]): string[] {
  const fields = [...new Set(shared.map(({ type, field }) => `${type}.${field}`))];
  return fields.map((name) => {
    const count = shared.filter(({ type, field }) => name === `${type}.${field}`).length;
    return `${name}: ${count} records share their value with others and stay as they are. List them: npm run check-data`;
  });
}

/**
 * Checks whether new indexes can be built before a deployment. A version that writes no catalog cannot keep them complete.
 * The new version must first prepare a table with another layout or none.
 */
export async function mayBuildBefore(table: StageTable): Promise<boolean> {
  try {
    return (await readCatalog(createDynamoTable(table))).revision > 0;
  } catch (error) {
    if (error instanceof WrongLayout) return false;
    throw error;
  }
}
