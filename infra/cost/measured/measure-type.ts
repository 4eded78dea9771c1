import { entryOf, type ItemChange } from '../../../src/history/entry.ts';
import { itemOf } from '../../../src/history/history-item.ts';
import type { RecordType } from '../../../src/schema/record-type.ts';
import type { Item } from '../../../src/store/keys.ts';
import type { Operation, Units } from '../units.ts';
import { createExamples, type ExampleRecords } from './example-records.ts';
import { type MeasuredService, startMeasuredService } from './measured-service.ts';
import type { OpenMeteredTable } from './metered-table.ts';
import { indexesOf, itemBytes } from './write-units.ts';

/** What the operations on a type cost, with its example as the record. */
export interface TypeCost {
  readonly operations: Readonly<Record<Operation, Units>>;
  /** The order of `indexPage`; absent if the type has no index for it. */
  readonly order: string | undefined;
  /** The field that `patch` changes. */
  readonly changed: string;
  /** A change of each field. */
  readonly changes: ReadonlyMap<string, Units>;
  readonly actions: ReadonlyMap<string, Units>;
  /** The size of a record, and the number of indexes that have it. */
  readonly bytes: number;
  readonly indexes: number;
  readonly entryBytes: number;
}

export interface MeasureOptions {
  readonly type: RecordType;
  /** The definition to measure with the records of `type`: the same without a part. Default: `type`. */
  readonly variant?: RecordType | undefined;
  /** All types of the service. */
  readonly types: readonly RecordType[];
  readonly open: OpenMeteredTable;
  /** Reference fields that get a value although the example has none. */
  readonly filled?: readonly string[];
}

/** More than a page, so that its query ends at the limit. */
const RECORDS = 30;
const PAGE = 'limit=25';

/** Does each operation once in a service of its own, and returns the units. */
export async function measureType({ type, variant = type, types, open, filled = [] }: MeasureOptions): Promise<TypeCost> {
  const lenient = withoutRefusals(variant);
  const service = await startMeasuredService(
    types.map((other) => (other.name === type.name ? lenient : other)),
    await open(),
  );
  try {
    return await measure({ service, type: lenient, records: await createExamples(service, types)(type, filled) });
  } finally {
    await service.close();
  }
}

/** Rules still read what they need, but accept every value. */
function withoutRefusals(type: RecordType): RecordType {
  if (type.rules === undefined) return type;
  const rules = Object.entries(type.rules).map(([name, rule]) => [name, { ...rule, check: () => undefined }]);
  return { ...type, rules: Object.fromEntries(rules) };
}

interface Subject {
  readonly service: MeasuredService;
  readonly type: RecordType;
  readonly records: ExampleRecords;
}

async function measure(subject: Subject): Promise<TypeCost> {
  const { service, type, records } = subject;
  const { unitsOf } = service;
  const path = type.name;
  for (let n = 1; n < RECORDS; n++) await create(subject);
  const id = await create(subject);
  const order = type.sortable.find((name) => name !== 'createdAt');
  const item = await service.itemOf(type, id);
  const get = await unitsOf({ method: 'GET', path: `${path}/${id}` });
  const page = await unitsOf({ method: 'GET', path: `${path}?${PAGE}` });
  const indexPage = order === undefined ? page : await unitsOf({ method: 'GET', path: `${path}?${PAGE}&sort=${order}` });
  const headers = { 'Idempotency-Key': 'measured' };
  const createUnits = await unitsOf({ method: 'POST', path, body: records.next() });
  const createOnce = await unitsOf({ method: 'POST', path, body: records.next(), headers });
  const { changes, changed, images } = await measureChanges(subject);
  const patched = `${path}/${String(images.after?.['sk'])}`;
  const trash = await unitsOf({ method: 'DELETE', path: patched });
  const restore = await unitsOf({ method: 'POST', path: `${patched}/restore` });
  const entry = await service.unitsOfEntry(images);
  return {
    operations: { get, page, indexPage, create: createUnits, createOnce, patch: changes.get(changed) ?? NOTHING, entry, trash, restore },
    order,
    changed,
    changes,
    actions: await measureActions(subject),
    bytes: itemBytes(item),
    indexes: indexesOf(item),
    entryBytes: bytesOfEntry(images),
  };
}

export const NOTHING: Units = { read: 0, write: 0 };

async function create({ service, type, records }: Subject): Promise<string> {
  const { id } = await service.send({ method: 'POST', path: type.name, body: records.next() });
  return String(id);
}

/** Changes each field that has another value, in a new record. `patch` is the change of a field that an index uses. */
async function measureChanges(subject: Subject) {
  const { service, type, records } = subject;
  const changes = new Map<string, Units>();
  const all = new Map<string, { before: Item; after: Item }>();
  for (const name of Object.keys(type.fields)) {
    const value = await records.other(name);
    if (value === undefined) continue;
    const id = await create(subject);
    const before = await service.itemOf(type, id);
    changes.set(name, await service.unitsOf({ method: 'PATCH', path: `${type.name}/${id}`, body: { [name]: value } }));
    all.set(name, { before, after: await service.itemOf(type, id) });
  }
  const names = [...type.indexes.map(({ where }) => where), ...type.indexes.map(({ by }) => by), ...changes.keys()];
  const changed = names.find((name) => name !== undefined && changes.has(name) && type.example[name] !== undefined) ?? '';
  return { changes, changed, images: all.get(changed) ?? { before: {}, after: {} } };
}

async function measureActions(subject: Subject): Promise<ReadonlyMap<string, Units>> {
  const { service, type } = subject;
  const units = new Map<string, Units>();
  for (const [name, { example: body }] of Object.entries(type.actions ?? {})) {
    const path = `${type.name}/${await create(subject)}/actions/${name}`;
    units.set(name, await service.unitsOf({ method: 'POST', path, body }));
  }
  return units;
}

function bytesOfEntry(images: ItemChange): number {
  const entry = entryOf(images);
  return entry === undefined ? 0 : itemBytes(itemOf(entry, { arrivedAt: new Date(), expiresAt: Math.floor(Date.now() / 1000) }));
}
