import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { RecordType } from '../schema/record-type.ts';
import { attributesOf, fieldValue, isRecord } from '../store/filter.ts';
import { type Item, ownerOfPartition } from '../store/keys.ts';
import { exportAttributes } from '../store/record-item.ts';
import { SORT_KEY } from '../store/table.ts';
import type { OpenTable } from './open-table.ts';

/** What is odd about the stored values of one field. */
export interface Finding {
  readonly type: string;
  readonly field: string;
  /** `does not fit: …`, `required, but missing`, `no field of the type`, or `stored under the former name`. */
  readonly reason: string;
  readonly count: number;
  /** Of the first three records. */
  readonly ids: readonly string[];
}

const IDS = 3;
const SERVICE_ATTRIBUTES = new Set(['id', 'createdAt', 'updatedAt', 'createdBy', 'updatedBy', 'version', 'deletedAt']);

/** Reads every record of a table and compares its values with today's definitions. It changes nothing. */
export async function checkRecords({ client, tableName }: OpenTable, recordTypes: readonly RecordType[]): Promise<Finding[]> {
  const types = new Map(recordTypes.map((type) => [type.name, type]));
  const findings = new Map<string, Finding>();
  let after: Item | undefined;
  do {
    const start = after === undefined ? {} : { ExclusiveStartKey: after };
    const page = await client.send(new ScanCommand({ TableName: tableName, ConsistentRead: true, ...start }));
    for (const item of page.Items ?? []) {
      const type = types.get(ownerOfPartition(String(item['pk']))?.typeName ?? '');
      if (type === undefined || !isRecord(item)) continue;
      for (const { field, reason } of oddities(type, item)) {
        const key = JSON.stringify([type.name, field, reason]);
        const { count = 0, ids = [] } = findings.get(key) ?? {};
        findings.set(key, { type: type.name, field, reason, count: count + 1, ids: [...ids, String(item[SORT_KEY])].slice(0, IDS) });
      }
    }
    after = page.LastEvaluatedKey;
  } while (after !== undefined);
  return [...findings.values()].sort((a, b) => `${a.type} ${a.field}`.localeCompare(`${b.type} ${b.field}`, 'en'));
}

type Oddity = Pick<Finding, 'field' | 'reason'>;

function oddities(type: RecordType, item: Item): Oddity[] {
  const known = new Set(Object.keys(type.fields).flatMap((name) => attributesOf(type.fields, name)));
  const leftovers = Object.keys(exportAttributes(item)).filter((name) => !known.has(name) && !SERVICE_ATTRIBUTES.has(name));
  return [
    ...Object.keys(type.fields).flatMap((name) => fieldOddities(type, name, item)),
    ...leftovers.map((field) => ({ field, reason: 'no field of the type' })),
  ];
}

function fieldOddities(type: RecordType, name: string, item: Item): Oddity[] {
  const field = type.fields[name];
  const value = fieldValue(type, name, item);
  if (field === undefined) return [];
  if (value === undefined) return field.required ? [{ field: name, reason: 'required, but missing' }] : [];
  const parsed = (field.parseOperand ?? field.parse)(value);
  const faults = parsed.ok ? [] : [{ field: name, reason: `does not fit: ${parsed.faults[0]?.code ?? 'invalid'}` }];
  return item[name] === undefined ? [...faults, { field: name, reason: 'stored under the former name' }] : faults;
}
