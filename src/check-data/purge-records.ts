import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { RecordType } from '../schema/record-type.ts';
import { type CatalogReader, createCatalogReader } from '../store/catalog-reader.ts';
import { createDynamoTable } from '../store/dynamo-client.ts';
import { isRecord } from '../store/filter.ts';
import { keyCorrections } from '../store/index-keys.ts';
import { type Item, ownerOfPartition } from '../store/keys.ts';
import { type ItemChange, type Rewritten, rewriteItems } from '../store/rewrite-items.ts';
import { PARTITION_KEY } from '../store/table.ts';
import { leftovers } from './check-records.ts';

export interface PurgeOptions {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  readonly recordTypes: readonly RecordType[];
  readonly onProgress?: ((seen: Rewritten) => void) | undefined;
}

/**
 * Removes the values of fields that no definition has, and moves values from former names.
 * Changes a record only if no other writer has changed it since the read, so no write is lost.
 * After an interruption, run it again: it skips records that it has already changed.
 * Versions and times stay the same, because the API returns the same values as before.
 */
export async function purgeRecords({ client, tableName, recordTypes, onProgress }: PurgeOptions): Promise<Rewritten> {
  const types = new Map(recordTypes.map((type) => [type.name, type]));
  const catalog = createCatalogReader({ table: createDynamoTable({ client, tableName }) });
  return await rewriteItems(client, tableName, async (item) => await purged(item, types, catalog), { onProgress });
}

async function purged(item: Item, types: ReadonlyMap<string, RecordType>, catalog: CatalogReader): Promise<ItemChange | undefined> {
  const { workspace, typeName } = ownerOfPartition(String(item[PARTITION_KEY])) ?? {};
  const type = types.get(typeName ?? '');
  if (workspace === undefined || type === undefined || !isRecord(item)) return undefined;
  const moves = formerNames(type, item);
  const removed = [...leftovers(type, item), ...moves.map(({ was }) => was)];
  if (removed.length === 0) return undefined;
  const moved = Object.fromEntries(moves.flatMap(({ name, was }) => (item[name] === undefined ? [[name, item[was]]] : [])));
  const attributes = Object.fromEntries(Object.entries({ ...item, ...moved }).filter(([name]) => !removed.includes(name)));
  const keys = keyCorrections({ workspace, type, indexes: await catalog.placed(type) }, item, attributes);
  return { set: { ...moved, ...keys.set }, remove: [...removed, ...keys.remove] };
}

function formerNames({ fields }: RecordType, item: Item): { readonly name: string; readonly was: string }[] {
  return Object.entries(fields).flatMap(([name, { was }]) => (was === undefined || item[was] === undefined ? [] : [{ name, was }]));
}
