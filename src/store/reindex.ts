import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import pMap from 'p-map';
import { computedFields } from '../schema/computed.ts';
import type { RecordType } from '../schema/record-type.ts';
import { type Catalog, changeCatalog, LEASE_MS, type Pass, readCatalog, register, type TypeCatalog, withUniques } from './catalog.ts';
import { createClaims } from './claims.ts';
import { applied, computedAttributes } from './computed-attributes.ts';
import { signatureEntry } from './computed-signature.ts';
import { createDynamoTable, type DynamoTable } from './dynamo-client.ts';
import { createExpression } from './expression.ts';
import { isRecord } from './filter.ts';
import { assignIn, declaredIndexes, type IndexSpec, isSameIndex, type KeyPart, type PlacedIndex } from './index-spec.ts';
import { type IndexedScope, type Item, type Key, keyCorrections, ownerOfPartition } from './keys.ts';
import { StoreUnavailable } from './record-store.ts';
import { PARTITION_KEY, SORT_KEY } from './table.ts';
import { ConditionFailed } from './table-failures.ts';
import { declaredUniques, heldBy, isDeclaredUnique, isSameUnique, type PlacedUnique } from './unique-fields.ts';

/** The changes that a reindex makes to one type. */
export interface IndexChanges {
  readonly type: string;
  readonly build: readonly IndexSpec[];
  readonly drop: readonly IndexSpec[];
  /** Unique fields whose values must be claimed; absent if there are none. */
  readonly claim?: readonly string[];
  /** Fields that are no longer unique; absent if there are none. */
  readonly unclaim?: readonly string[];
  /** Computed fields whose values must be written; absent if their functions are the same as before. */
  readonly compute?: readonly string[];
}

/** A record that shares a value with another record in a field that is now unique. A reindex does not change it. */
export interface SharedValue {
  readonly type: string;
  readonly field: string;
  readonly id: string;
}

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

/** Thrown if another reindex has started since and continues the work. */
export class ReindexTakenOver extends Error {
  override readonly name = 'ReindexTakenOver';
}

/** How long a request can use the catalog that it read at its start. */
const LONGEST_REQUEST_MS = 60_000;
const CONCURRENCY = 16;
/** Maximum number of attempts. Each retry means that another writer has changed the record, or that the table was throttled. */
const ROUNDS = 20;
const PAUSE_MS = 250;
const NO_CHANGES = { set: {}, remove: [] };

/** Returns the changes that `reindex` would make. An incomplete index in the catalog must still be built. */
export function indexChanges(
  catalog: Catalog,
  recordTypes: readonly RecordType[],
  { computeAgain = false }: Pick<ReindexOptions, 'computeAgain'> = {},
): IndexChanges[] {
  return recordTypes.flatMap((type) => {
    const entry = catalog.types[type.name];
    if (entry === undefined && catalog.revision > 0) return [];
    const placed = entry?.indexes ?? [];
    const declared = declaredIndexes(type);
    const build = declared.filter((spec) => !placed.some((index) => index.complete && isSameIndex(index, spec)));
    const drop = placed.filter((index) => !declared.some((spec) => isSameIndex(index, spec)));
    const uniques = uniqueChanges(type, entry?.unique);
    const computed = computedFields(type).map(([name]) => name);
    const compute = computeAgain || signatureEntry(type).computed !== entry?.computed ? computed : [];
    const isDone = build.length + drop.length + compute.length + Object.keys(uniques).length === 0 && entry?.pass === undefined;
    if (isDone) return [];
    return [{ type: type.name, build, drop, ...uniques, ...(compute.length === 0 ? {} : { compute }) }];
  });
}

function uniqueChanges(type: RecordType, placed: readonly PlacedUnique[] = []): Pick<IndexChanges, 'claim' | 'unclaim'> {
  const isComplete = (part: KeyPart) => placed.some((known) => known.complete && isSameUnique(known, part));
  const claim = declaredUniques(type).flatMap((part) => (isComplete(part) ? [] : [part.field]));
  const unclaim = placed.flatMap((part) => (isDeclaredUnique(type, part) ? [] : [part.field]));
  return { ...(claim.length === 0 ? {} : { claim }), ...(unclaim.length === 0 ? {} : { unclaim }) };
}

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
  const begun = await changeCatalog(table, (catalog) =>
    begin(register(withoutFormer(catalog, recordTypes), known(catalog, recordTypes)), { recordTypes, keepOthers, computeAgain, id }),
  );
  const types = recordTypes.filter(({ name }) => begun.types[name]?.pass?.id === id);
  if (types.length === 0) return { types: [], records: 0, changed: 0, shared: [] };
  if (types.some(({ name }) => begun.types[name]?.pass?.after === undefined)) await settle(options);
  const placed = keepOthers ? begun : await takeOverSlots(options, table, types, id);
  const result = await lookAtRecords(options, { table, types, id, catalog: placed });
  await changeCatalog(table, (catalog) => finish(catalog, types, { id, keepOthers, unknownTypes: result.unknownTypes }));
  const { records, changed, shared } = result;
  return { types: types.map(({ name }) => name), records, changed, shared };
}

/** Returns no types if there is no catalog, because then every type may have records. */
function known({ revision }: Catalog, recordTypes: readonly RecordType[]): readonly RecordType[] {
  return revision === 0 ? [] : recordTypes;
}

async function settle({ shared, onProgress, wait = untilLeasesEnd }: ReindexOptions): Promise<void> {
  if (!shared) return;
  onProgress('Waiting until every process that uses the table knows of the change (6 minutes)');
  await wait();
}

async function untilLeasesEnd(): Promise<void> {
  await delay(LEASE_MS + LONGEST_REQUEST_MS);
}

interface Begin {
  readonly recordTypes: readonly RecordType[];
  readonly keepOthers: boolean;
  readonly computeAgain: boolean;
  readonly id: string;
}

/** Gives free slots to missing indexes, and marks undeclared indexes as incomplete so that no process reads them. */
function begin(catalog: Catalog, { recordTypes, keepOthers, computeAgain, id }: Begin): Catalog {
  const changes = new Set(indexChanges(catalog, recordTypes, { computeAgain }).map(({ type }) => type));
  const begun = recordTypes.flatMap((type) => {
    if (!changes.has(type.name)) return [];
    const { indexes = [], unique = [], computed, pass = undefined }: Partial<TypeCatalog> = catalog.types[type.name] ?? {};
    const running = keepOthers ? {} : signatureEntry(type);
    // A version without unique fields may still run, so values are claimed after it has stopped.
    const nextUnique = keepOthers ? unique : beginUniques(type, unique);
    const closed = keepOthers ? indexes : indexes.map((index) => (isDeclared(type, index) ? index : { ...index, complete: false }));
    const next = assignSlots(catalog, type, closed);
    const isIdle = keepOthers && next.every((index) => index.complete || !isDeclared(type, index));
    const isSame = isDeepStrictEqual([next, nextUnique, running.computed], [indexes, unique, pass?.computed]);
    return isIdle ? [] : [{ name: type.name, next, nextUnique, computed, running, pass, isSame }];
  });
  if (begun.length === 0) return catalog;
  // Continue an interrupted run only if all its types stopped at the same key, with the same indexes.
  const positions = new Set(begun.map(({ pass }) => JSON.stringify(pass?.after)));
  const isResumed = positions.size === 1 && begun.every(({ isSame }) => isSame);
  const entries = begun.map(({ name, next, nextUnique, computed, running, pass }): [string, TypeCatalog] => [
    name,
    { indexes: next, ...withUniques(nextUnique), ...withSignature(computed), pass: isResumed ? { ...pass, id } : { id, ...running } },
  ]);
  return withTypes(catalog, entries);
}

/** Adds new unique fields, so that their values are claimed. Fields that are no longer unique remain until every process knows. */
function beginUniques(type: RecordType, placed: readonly PlacedUnique[]): PlacedUnique[] {
  const missing = declaredUniques(type).filter((part) => !placed.some((known) => isSameUnique(known, part)));
  return [
    ...placed.map((part) => (isDeclaredUnique(type, part) ? part : { ...part, complete: false })),
    ...missing.map((part) => ({ ...part, complete: false })),
  ];
}

/** A version without computed fields may run from now on and change records, so their values must be computed again later. */
function withoutFormer(catalog: Catalog, recordTypes: readonly RecordType[]): Catalog {
  const entries = recordTypes.flatMap((type): [string, TypeCatalog][] => {
    const { computed, ...entry } = catalog.types[type.name] ?? { indexes: [] };
    return computed === undefined || computedFields(type).length > 0 ? [] : [[type.name, entry]];
  });
  return entries.length === 0 ? catalog : withTypes(catalog, entries);
}

function withSignature(computed: string | undefined): Pick<TypeCatalog, 'computed'> {
  return computed === undefined ? {} : { computed };
}

function withTypes(catalog: Catalog, entries: readonly (readonly [string, TypeCatalog])[]): Catalog {
  return { ...catalog, types: { ...catalog.types, ...Object.fromEntries(entries) } };
}

function isDeclared(type: RecordType, index: IndexSpec): boolean {
  return declaredIndexes(type).some((spec) => isSameIndex(spec, index));
}

function assignSlots({ layout }: Catalog, type: RecordType, indexes: readonly PlacedIndex[]): readonly PlacedIndex[] {
  const missing = declaredIndexes(type).filter((spec) => !indexes.some((index) => isSameIndex(index, spec)));
  return [...indexes, ...assignIn(layout, missing, indexes)];
}

/** Removes the indexes that are no longer declared, and gives their slots to indexes that need a slot. */
async function takeOverSlots(options: ReindexOptions, table: DynamoTable, types: readonly RecordType[], id: string): Promise<Catalog> {
  let isTaken = false;
  const next = await changeCatalog(table, (catalog) => {
    isTaken = false;
    const passes = ownPasses(catalog, types, id);
    const isDone = passes.every(([type, { indexes }]) => indexes.every((index) => isDeclared(type, index)));
    if (isDone) return catalog;
    const entries = passes.map(([type, entry]): [string, TypeCatalog] => {
      const declared = entry.indexes.filter((index) => isDeclared(type, index));
      const indexes = assignSlots(catalog, type, declared);
      isTaken ||= indexes.length > declared.length;
      return [type.name, { ...entry, indexes, pass: { id, ...withSignature(entry.pass.computed) } }];
    });
    return withTypes(catalog, entries);
  });
  if (isTaken) await settle(options);
  return next;
}

/** Returns the catalog entries of this run. @throws {ReindexTakenOver} if another run has taken over one of the types */
function ownPasses(catalog: Catalog, types: readonly RecordType[], id: string): [RecordType, TypeCatalog & { readonly pass: Pass }][] {
  return types.map((type) => {
    const entry = catalog.types[type.name];
    if (entry?.pass?.id !== id) throw new ReindexTakenOver(`another reindex of ${type.name} has begun`);
    return [type, { ...entry, pass: entry.pass }];
  });
}

interface Run {
  readonly table: DynamoTable;
  readonly types: readonly RecordType[];
  readonly id: string;
  readonly catalog: Catalog;
}

interface Looked {
  readonly records: number;
  readonly changed: number;
  readonly shared: readonly SharedValue[];
  /** Types that have records but no definition. */
  readonly unknownTypes: ReadonlySet<string>;
}

async function lookAtRecords(options: ReindexOptions, run: Run): Promise<Looked> {
  const { onProgress } = options;
  const { table, types, id, catalog } = run;
  const unknownTypes = new Set<string>();
  const claims = createClaims({ table, now: () => new Date() });
  const shared: SharedValue[] = [];
  let [records, changed] = [0, 0];

  async function claimValues({ type, ...scope }: IndexedScope, item: Item): Promise<void> {
    const held = heldBy(uniquesToClaim(catalog, type), item);
    const others = held.length === 0 ? [] : await claims.adopt({ ...scope, type }, item, held);
    shared.push(...others.map(({ part }) => ({ type: type.name, field: part.field, id: String(item[SORT_KEY]) })));
  }

  async function look(item: Item): Promise<void> {
    const scope = scopeOf(run, item);
    if (typeof scope === 'string') unknownTypes.add(scope);
    if (typeof scope !== 'object') return;
    records++;
    if (await correct(table, scope, item, options)) changed++;
    if (options.keepOthers !== true) await claimValues(scope, item);
  }

  let after = catalog.types[types[0]?.name ?? '']?.pass?.after;
  if (after !== undefined) onProgress('Going on where the last run was interrupted');
  do {
    const page = await scan(options, after);
    await pMap(page.items, look, { concurrency: CONCURRENCY });
    after = page.after;
    onProgress(`${records} records, ${changed} of them corrected`);
    if (after !== undefined) await changeCatalog(table, (latest) => withPosition(latest, run, after));
  } while (after !== undefined);
  ownPasses(await readCatalog(table), types, id);
  return { records, changed, shared, unknownTypes };
}

function uniquesToClaim({ types }: Catalog, type: RecordType): PlacedUnique[] {
  return (types[type.name]?.unique ?? []).filter((part) => !part.complete && isDeclaredUnique(type, part));
}

/** Returns the scope of a record to check. Returns the name of its type if it has no definition, and `undefined` for other items. */
function scopeOf({ types, catalog }: Run, item: Item): IndexedScope | string | undefined {
  const owner = ownerOfPartition(String(item[PARTITION_KEY]));
  if (owner === undefined || !isRecord(item)) return undefined;
  const { workspace, typeName } = owner;
  const type = types.find(({ name }) => name === typeName);
  if (type !== undefined) return { workspace, type, indexes: catalog.types[typeName]?.indexes ?? [] };
  return catalog.types[typeName] === undefined ? typeName : undefined;
}

async function scan({ client, tableName, pageItems }: ReindexOptions, after: Item | undefined) {
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

function withPosition(catalog: Catalog, { types, id }: Run, after: Item | undefined): Catalog {
  return withTypes(
    catalog,
    ownPasses(catalog, types, id).map(([type, entry]) => [type.name, { ...entry, pass: { ...entry.pass, after } }]),
  );
}

interface Finish {
  readonly id: string;
  readonly keepOthers: boolean;
  readonly unknownTypes: ReadonlySet<string>;
}

function finish(catalog: Catalog, types: readonly RecordType[], { id, keepOthers, unknownTypes }: Finish): Catalog {
  const built = ownPasses(catalog, types, id).map(([type, { indexes, unique = [], computed }]): [string, TypeCatalog] => [
    type.name,
    {
      indexes: indexes.map((index) => ({ ...index, complete: index.complete || isDeclared(type, index) })),
      ...withUniques(keepOthers ? unique : finishUniques(type, unique)),
      ...(keepOthers ? withSignature(computed) : signatureEntry(type)),
    },
  ]);
  const unknown = [...unknownTypes].map((name): [string, TypeCatalog] => [name, catalog.types[name] ?? { indexes: [] }]);
  return withTypes(catalog, [...built, ...unknown]);
}

function finishUniques(type: RecordType, unique: readonly PlacedUnique[]): PlacedUnique[] {
  return unique.filter((part) => isDeclaredUnique(type, part)).map((part) => ({ ...part, complete: true }));
}

/**
 * Corrects the computed values and the index keys of a record. An older version that still runs would not keep the values up to date.
 * @returns whether they were wrong
 */
async function correct(
  table: DynamoTable,
  scope: IndexedScope,
  found: Item,
  { keepOthers = false }: Pick<ReindexOptions, 'keepOthers'>,
): Promise<boolean> {
  const key: Key = { pk: String(found[PARTITION_KEY]), sk: String(found[SORT_KEY]) };
  let item: Item | undefined = found;
  for (let round = 0; round < ROUNDS; round++) {
    const update = isRecord(item) ? correction(scope, item, keepOthers) : undefined;
    if (update === undefined) return round > 0;
    try {
      await table.update(key, update);
      return true;
    } catch (error) {
      if (!(error instanceof ConditionFailed || error instanceof StoreUnavailable)) throw error;
      if (error instanceof StoreUnavailable) await delay(PAUSE_MS * (round + 1));
      item = await table.get(key);
    }
  }
  throw new StoreUnavailable(`the keys of ${key.sk} cannot be set`, { outcomeUnknown: false });
}

function correction(scope: IndexedScope, item: Item, keepOthers: boolean) {
  const computed = keepOthers ? NO_CHANGES : computedAttributes(scope.type, item);
  const keys = keyCorrections(scope, item, applied(item, computed));
  const set = { ...computed.set, ...keys.set };
  const remove = [...computed.remove, ...keys.remove];
  if (Object.keys(set).length + remove.length === 0) return undefined;
  const expression = createExpression();
  const { name, value } = expression;
  const isUnchanged = ['version', 'writeId'].map((attribute) =>
    item[attribute] === undefined ? `attribute_not_exists(${name(attribute)})` : `${name(attribute)} = ${value(item[attribute])}`,
  );
  return expression.update({ set, remove }, isUnchanged);
}
