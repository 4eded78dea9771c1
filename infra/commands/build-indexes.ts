import type { RecordType } from '../../src/schema/record-type.ts';
import { readCatalog } from '../../src/store/catalog.ts';
import { createDynamoTable } from '../../src/store/dynamo-client.ts';
import { WrongLayout } from '../../src/store/record-store.ts';
import { type ReindexOptions, reindex, type SharedValue } from '../../src/store/reindex.ts';
import { reindexReport } from './reindex-report.ts';
import type { StageTable } from './stage-table.ts';

export interface BuildOptions {
  readonly print: (line: string) => void;
  /** Keeps the indexes that only the running version declares. */
  readonly keepOthers?: boolean;
  readonly wait?: ReindexOptions['wait'];
}

/** Prints what there is to do and what it costs, then does it. */
export async function buildIndexes(
  table: StageTable,
  types: readonly RecordType[],
  { print, keepOthers = false, wait }: BuildOptions,
): Promise<void> {
  print(await reindexReport(table, types));
  const { types: done, records, changed, shared } = await reindex({ ...table, recordTypes: types, keepOthers, onProgress: print, wait });
  if (done.length > 0) print(`The indexes of ${done.join(', ')} are complete: ${records} records read, ${changed} of them corrected.`);
  for (const line of sharedValueLines(shared)) print(line);
}

/** They break nothing: only new values are refused. `npm run check-data` lists them with their values. */
function sharedValueLines(shared: readonly SharedValue[]): string[] {
  const fields = [...new Set(shared.map(({ type, field }) => `${type}.${field}`))];
  return fields.map((name) => {
    const count = shared.filter(({ type, field }) => name === `${type}.${field}`).length;
    return `${name}: ${count} records share their value with others and stay as they are. List them: npm run check-data`;
  });
}

/**
 * Whether new indexes can be built before a deployment. A version from before there were catalogs cannot keep them complete, and a
 * table of another layout, or without one, is for the new version to prepare.
 */
export async function mayBuildBefore(table: StageTable): Promise<boolean> {
  try {
    return (await readCatalog(createDynamoTable(table))).revision > 0;
  } catch (error) {
    if (error instanceof WrongLayout) return false;
    throw error;
  }
}
