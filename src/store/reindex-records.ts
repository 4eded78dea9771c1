import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import pMap from 'p-map';
import type { RecordType } from '../schema/record-type.ts';
import { type Catalog, changeCatalog, readCatalog } from './catalog.ts';
import { createClaims } from './claims.ts';
import { correctRecord } from './correct-record.ts';
import type { DynamoTable } from './dynamo-client.ts';
import { isRecord } from './filter.ts';
import type { IndexedScope } from './index-keys.ts';
import { type Item, ownerOfPartition } from './keys.ts';
import { ownPasses, type Run, withPosition } from './reindex-pass.ts';
import { PARTITION_KEY, SORT_KEY } from './table.ts';
import { heldBy, isDeclaredUnique, type PlacedUnique } from './unique-fields.ts';

const CONCURRENCY = 16;

/** A record that shares a value with another record in a field that is now unique. A reindex does not change it. */
export interface SharedValue {
  readonly type: string;
  readonly field: string;
  readonly id: string;
}

interface PassOptions extends Run {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  readonly table: DynamoTable;
  readonly catalog: Catalog;
  /** Whether another version of the code may still run. Then no values are computed or claimed. */
  readonly keepOthers?: boolean;
  readonly onProgress: (message: string) => void;
  readonly pageItems?: number;
}

interface Pass {
  readonly records: number;
  readonly changed: number;
  readonly shared: readonly SharedValue[];
  /** Types that have records but no definition. */
  readonly unknownTypes: ReadonlySet<string>;
}

/** Reads the whole table once, corrects the records of these types, and claims their unique values. */
export async function reindexRecords(options: PassOptions): Promise<Pass> {
  const { table, types, catalog, onProgress } = options;
  const unknownTypes = new Set<string>();
  const claimValues = createClaiming(options);
  const shared: SharedValue[] = [];
  let [records, changed] = [0, 0];

  async function reindexRecord(item: Item): Promise<void> {
    const scope = scopeOf(options, item);
    if (typeof scope === 'string') unknownTypes.add(scope);
    if (typeof scope !== 'object') return;
    records++;
    if (await correctRecord(table, scope, item, options)) changed++;
    shared.push(...(await claimValues(scope, item)));
  }

  let after = catalog.types[types[0]?.name ?? '']?.pass?.after;
  if (after !== undefined) onProgress('Going on where the last run was interrupted');
  do {
    const page = await scan(options, after);
    await pMap(page.items, reindexRecord, { concurrency: CONCURRENCY });
    after = page.after;
    onProgress(`${records} records, ${changed} of them corrected`);
    if (after !== undefined) await changeCatalog(table, (latest) => withPosition(latest, options, after));
  } while (after !== undefined);
  ownPasses(await readCatalog(table), options);
  return { records, changed, shared, unknownTypes };
}

/** Returns a function that claims the unique values of a record. It returns the values that other records have claimed. */
function createClaiming({ table, catalog, keepOthers = false }: PassOptions) {
  const claims = createClaims({ table, now: () => new Date() });
  return async function claimValues({ type, workspace }: IndexedScope, item: Item): Promise<SharedValue[]> {
    const held = keepOthers ? [] : heldBy(uniquesToClaim(catalog, type), item);
    if (held.length === 0) return [];
    const others = await claims.adopt({ workspace, type }, item, held);
    return others.map(({ part }) => ({ type: type.name, field: part.field, id: String(item[SORT_KEY]) }));
  };
}

function uniquesToClaim({ types }: Catalog, type: RecordType): PlacedUnique[] {
  return (types[type.name]?.unique ?? []).filter((part) => !part.complete && isDeclaredUnique(type, part));
}

/** Returns the scope of a record to check. Returns the name of its type if it has no definition, and `undefined` for other items. */
function scopeOf({ types, catalog }: PassOptions, item: Item): IndexedScope | string | undefined {
  const owner = ownerOfPartition(String(item[PARTITION_KEY]));
  if (owner === undefined || !isRecord(item)) return undefined;
  const { workspace, typeName } = owner;
  const type = types.find(({ name }) => name === typeName);
  if (type !== undefined) return { workspace, type, indexes: catalog.types[typeName]?.indexes ?? [] };
  return catalog.types[typeName] === undefined ? typeName : undefined;
}

async function scan({ client, tableName, pageItems }: PassOptions, after: Item | undefined) {
  const command = new ScanCommand({
    TableName: tableName,
    ConsistentRead: true,
    Limit: pageItems,
    FilterExpression: 'begins_with(#pk, :records)',
    ExpressionAttributeNames: { '#pk': PARTITION_KEY },
    ExpressionAttributeValues: { ':records': 'records#' },
    ...(after === undefined ? {} : { ExclusiveStartKey: after }),
  });
  const { Items = [], LastEvaluatedKey } = await client.send(command);
  return { items: Items, after: LastEvaluatedKey };
}
