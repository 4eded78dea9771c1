import { recordTypes } from '../../src/records/index.ts';
import type { RecordType } from '../../src/schema/record-type.ts';
import { readCatalog } from '../../src/store/catalog.ts';
import { createDynamoTable } from '../../src/store/dynamo-client.ts';
import { reindex } from '../../src/store/reindex.ts';
import { reindexReport } from './reindex-report.ts';
import { type OpenStageTable, openStageTable, type StageTable } from './stage-table.ts';

export interface BuildOptions {
  readonly print: (line: string) => void;
  /** Keeps the indexes that only the running version declares. */
  readonly keepOthers?: boolean;
}

/** Prints what there is to do and what it costs, then does it. */
export async function buildIndexes(
  table: StageTable,
  types: readonly RecordType[],
  { print, keepOthers = false }: BuildOptions,
): Promise<void> {
  print(await reindexReport(table, types));
  const { types: done, records, changed } = await reindex({ ...table, recordTypes: types, keepOthers, onProgress: print });
  if (done.length > 0) print(`The indexes of ${done.join(', ')} are complete: ${records} records read, ${changed} of them corrected.`);
}

/**
 * The indexes of a stage around a deployment. Before it, new indexes are built where a slot is free: the version that still runs keeps
 * them complete. After it, the others are, and those are dropped that no definition has any more.
 * Answers are complete without them, so a failure is reported and stops nothing.
 */
export async function buildIndexesOfStage(stage: string, when: 'before' | 'after', { env, print }: Pick<OpenStageTable, 'env' | 'print'>) {
  try {
    const table = await openStageTable({ stage }, { env, command: 'npm run deploy', print });
    try {
      // A version from before there were catalogs cannot keep a new index complete.
      const { revision } = await readCatalog(createDynamoTable(table));
      if (when === 'after' || revision > 0) await buildIndexes(table, recordTypes, { print, keepOthers: when === 'before' });
    } finally {
      await table.close();
    }
  } catch (error) {
    // Before the first deployment there is no stack.
    if (when === 'after') print(`The indexes were not built (${String(error)}). Run: npm run reindex -- --stage ${stage}`);
  }
}
