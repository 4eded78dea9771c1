import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { RecordType } from '../schema/record-type.ts';
import { beginReindex } from './begin-reindex.ts';
import { changeCatalog, LEASE_MS } from './catalog.ts';
import { createDynamoTable } from './dynamo-client.ts';
import { finishReindex } from './finish-reindex.ts';
import { reindexRecords, type SharedValue } from './reindex-records.ts';
import { hasMoreIndexes, takeOverSlots } from './take-over-slots.ts';

export interface ReindexOptions {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  readonly recordTypes: readonly RecordType[];
  /** Whether other processes may use the table at the same time. If so, each change of the catalog waits until all of them know it. */
  readonly shared: boolean;
  /** Keeps the indexes that only another version of the code declares. For a reindex that runs before that version stops. */
  readonly keepOthers?: boolean;
  /** Computes the fields of every record, even if their functions are the same as before. */
  readonly computeAgain?: boolean;
  readonly onProgress: (message: string) => void;
  /** Maximum number of items per request. Default: as many as fit into 1 MB. */
  readonly pageItems?: number;
  /** Resolves when every process knows the last change of the catalog. Default: after all leases on the catalog have expired. */
  readonly wait?: (() => Promise<unknown>) | undefined;
}

export interface Reindexed {
  /** The types whose indexes were built or dropped. */
  readonly types: readonly string[];
  readonly records: number;
  /** Records whose keys or computed values had to be corrected. */
  readonly changed: number;
  /** Records whose value in a unique field another record also has. */
  readonly shared: readonly SharedValue[];
}

/** How long a request can use the catalog that it read at its start. */
const LONGEST_REQUEST_MS = 60_000;

/**
 * Updates the indexes of the table, and the claims of unique fields, to match the definitions.
 * It can be interrupted at any time and run again, because the catalog stores its progress.
 * Other writers lose nothing: a record's keys are set only if the record has not changed since the read.
 * @throws {ReindexTakenOver} @throws {StoreUnavailable} after which it can be run again
 */
export async function reindex(options: ReindexOptions): Promise<Reindexed> {
  const { client, tableName, recordTypes, keepOthers = false, computeAgain = false } = options;
  const table = createDynamoTable({ client, tableName });
  const id = randomUUID();
  const begun = await changeCatalog(table, (catalog) => beginReindex(catalog, { recordTypes, keepOthers, computeAgain, id }));
  const types = recordTypes.filter(({ name }) => begun.types[name]?.pass?.id === id);
  if (types.length === 0) return { types: [], records: 0, changed: 0, shared: [] };
  if (types.some(({ name }) => begun.types[name]?.pass?.after === undefined)) await settle(options);
  const run = { types, id };
  const catalog = keepOthers ? begun : await changeCatalog(table, (latest) => takeOverSlots(latest, run));
  if (types.some(({ name }) => hasMoreIndexes(catalog.types[name], begun.types[name]))) await settle(options);
  const { unknownTypes, ...result } = await reindexRecords({ ...options, ...run, table, catalog });
  await changeCatalog(table, (latest) => finishReindex(latest, run, { keepOthers, unknownTypes }));
  return { types: types.map(({ name }) => name), ...result };
}

/** Waits until every process that uses the table knows the change of the catalog. */
async function settle({ shared, onProgress, wait = untilLeasesEnd }: ReindexOptions): Promise<void> {
  if (!shared) return;
  onProgress('Waiting until every process that uses the table knows of the change (6 minutes)');
  await wait();
}

async function untilLeasesEnd(): Promise<void> {
  await delay(LEASE_MS + LONGEST_REQUEST_MS);
}
