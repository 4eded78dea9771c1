import { setImmediate as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { compute, computedFields } from '../schema/computed.ts';
import { SERVICE_FIELDS } from '../schema/definition.ts';
import type { Field } from '../schema/field.ts';
import { misfitFaults } from '../schema/fit.ts';
import type { RecordType } from '../schema/record-type.ts';
import { storedRuleFaults } from '../schema/rules.ts';
import { attributesOf, fieldValue, isRecord } from '../store/filter.ts';
import { describeField, isEntered, type KeptDefinitions, type KeptField } from '../store/kept-definitions.ts';
import { type Item, ownerOfPartition } from '../store/keys.ts';
import { exportAttributes } from '../store/record-item.ts';
import { SORT_KEY } from '../store/table.ts';
import { createDuplicates } from './duplicates.ts';
import type { Finding, Problem } from './finding.ts';

export interface CheckRecordsOptions {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  readonly recordTypes: readonly RecordType[];
  readonly kept: KeptDefinitions;
  /** Maximum number of items per request. Default: as many as fit into 1 MB. */
  readonly pageItems?: number | undefined;
  /** Stops the check early. The result then has no findings. */
  readonly signal?: AbortSignal | undefined;
  /** Called after each page of up to 1 MB. */
  readonly onProgress?: ((records: number) => void) | undefined;
}

export interface Checked {
  readonly records: number;
  readonly findings: readonly Finding[];
}

/** One problem of one record. */
interface Oddity {
  readonly type: string;
  readonly field: string;
  readonly problem: Problem;
  readonly detail: string;
}

interface Tally extends Oddity {
  count: number;
  readonly ids: string[];
}

const IDS = 3;
/** Problems whose detail starts with the code of a fault. */
const BY_CODE: readonly Problem[] = ['breaks-rule', 'does-not-fit', 'not-computable'];

/** Compares the values of every record with the current and the kept definitions. Writes nothing. */
export async function checkRecords(options: CheckRecordsOptions): Promise<Checked> {
  const { client, tableName, recordTypes, kept, pageItems, signal, onProgress } = options;
  const types = new Map(recordTypes.map((type) => [type.name, type]));
  const tallies = new Map<string, Tally>();
  const duplicates = createDuplicates();
  let records = 0;
  let after: Item | undefined;
  do {
    const start = after === undefined ? {} : { ExclusiveStartKey: after };
    const page = await client.send(new ScanCommand({ TableName: tableName, ConsistentRead: true, Limit: pageItems, ...start }));
    for (const item of page.Items ?? []) {
      const typeName = ownerOfPartition(String(item['pk']))?.typeName;
      if (typeName === undefined || !isRecord(item)) continue;
      records++;
      for (const oddity of oddities(typeName, types.get(typeName), item, kept)) add(tallies, oddity, String(item[SORT_KEY]));
      for (const { id, ...oddity } of duplicates.find(String(item['pk']), types.get(typeName), item)) add(tallies, oddity, id);
    }
    onProgress?.(records);
    after = page.LastEvaluatedKey;
    await pause();
  } while (after !== undefined && signal?.aborted !== true);
  if (signal?.aborted === true) return { records, findings: [] };
  return { records, findings: [...tallies.values()].map((tally) => toFinding(tally, types.get(tally.type), kept)).sort(byTypeAndField) };
}

function add(tallies: Map<string, Tally>, oddity: Oddity, id: string): void {
  const { type, field, problem, detail } = oddity;
  // Group faults by their code: the rest of the detail can differ for each value.
  const key = JSON.stringify([type, field, problem, BY_CODE.includes(problem) ? detail.split(':')[0] : detail]);
  const tally = tallies.get(key) ?? { ...oddity, count: 0, ids: [] };
  tally.count++;
  if (tally.ids.length < IDS) tally.ids.push(id);
  tallies.set(key, tally);
}

function byTypeAndField(a: Finding, b: Finding): number {
  return `${a.type} ${a.field} ${a.problem}`.localeCompare(`${b.type} ${b.field} ${b.problem}`, 'en');
}

function oddities(typeName: string, type: RecordType | undefined, item: Item, kept: KeptDefinitions): Oddity[] {
  if (type === undefined) return [{ type: typeName, field: '', problem: 'removed-type', detail: '' }];
  return [
    ...Object.entries(type.fields).flatMap(([name, field]) => fieldOddities({ type, name, field }, item, kept)),
    ...computedOddities(type, item, kept),
    ...brokenRules(type, item),
    ...leftovers(type, item).map((field) => ({ type: typeName, field, problem: 'removed-field', detail: '' }) as const),
  ];
}

/** A stored value that differs from a computed one is out of date, or was set by people before the field was computed. */
function computedOddities(type: RecordType, item: Item, kept: KeptDefinitions): Oddity[] {
  const { values, faults } = compute(type, valuesIn(type, item));
  const before = kept.types[type.name]?.fields ?? {};
  return computedFields(type).flatMap(([name, { was = name }]): Oddity[] => {
    const subject = { type: type.name, field: name };
    const attributes = attributesOf(type.fields, name).filter((attribute) => item[attribute] !== undefined);
    const wrong = attributes.filter((attribute) => !isDeepStrictEqual(item[attribute], values[name]));
    const isMissing = attributes.length === 0 && values[name] !== undefined;
    const wasSet = wrong.some((attribute) => isEntered(before[attribute] ?? before[name] ?? before[was]));
    if (wasSet) return [{ ...subject, problem: 'to-overwrite', detail: '' }];
    const [fault] = faults[name] ?? [];
    if (fault !== undefined) return [{ ...subject, problem: 'not-computable', detail: `${fault.code}: ${fault.detail}` }];
    return isMissing || wrong.length > 0 ? [{ ...subject, problem: 'not-computed', detail: '' }] : [];
  });
}

function valuesIn(type: RecordType, item: Item): Item {
  return Object.fromEntries(Object.keys(type.fields).map((name) => [name, fieldValue(type, name, item)]));
}

function brokenRules(type: RecordType, item: Item): Oddity[] {
  return storedRuleFaults(type, valuesIn(type, item)).map(({ pointer, code, detail }) => ({
    type: type.name,
    field: pointer.slice(1),
    problem: 'breaks-rule',
    detail: `${code}: ${detail}`,
  }));
}

const SERVICE_ATTRIBUTES: ReadonlySet<string> = new Set(SERVICE_FIELDS);

/** Returns the attributes with a value that no field of the type reads. */
export function leftovers({ fields }: RecordType, item: Item): string[] {
  const known = new Set(Object.keys(fields).flatMap((name) => attributesOf(fields, name)));
  return Object.keys(exportAttributes(item)).filter((name) => !known.has(name) && !SERVICE_ATTRIBUTES.has(name));
}

interface FieldOfType {
  readonly type: RecordType;
  readonly name: string;
  readonly field: Field;
}

function fieldOddities({ type, name, field }: FieldOfType, item: Item, kept: KeptDefinitions): Oddity[] {
  const value = fieldValue(type, name, item);
  const subject = { type: type.name, field: name };
  const { was = name } = field;
  const former: Oddity[] = item[was] !== undefined && was !== name ? [{ ...subject, problem: 'former-name', detail: was }] : [];
  if (value === undefined && field.default !== undefined) return [{ ...subject, problem: 'no-default', detail: '' }];
  const [fault] = field.compute === undefined ? misfitFaults(field, value) : [];
  if (fault === undefined) return former;
  if (value === undefined || value === null) return [{ ...subject, problem: 'missing', detail: '' }, ...former];
  if (isRemovedChoice(field, value, kept.types[type.name]?.fields[name] ?? kept.types[type.name]?.fields[was]))
    return [{ ...subject, problem: 'removed-choice', detail: String(value) }, ...former];
  return [{ ...subject, problem: 'does-not-fit', detail: `${fault.code}: ${fault.detail}` }, ...former];
}

function isRemovedChoice(field: Field, value: unknown, before: KeptField | undefined): boolean {
  const choices = before?.rules['enum'];
  return field.jsonSchema.enum !== undefined && Array.isArray(choices) && choices.includes(value);
}

function toFinding(tally: Tally, type: RecordType | undefined, kept: KeptDefinitions): Finding {
  const { field, problem } = tally;
  const renamedTo = type !== undefined && problem === 'removed-field' ? newNames(type, field, kept) : [];
  return { ...tally, renamedTo, isNew: isNewSince(kept, tally, type?.fields[field]) };
}

/** Checks whether the definition that causes a finding has changed since the table last kept it. */
function isNewSince(kept: KeptDefinitions, { type, field, problem }: Oddity, current: Field | undefined): boolean {
  const before = kept.types[type];
  if (problem === 'removed-type') return before !== undefined || kept.revision === 0;
  if (before === undefined) return true;
  if (problem === 'removed-field') return Object.entries(before.fields).some(([name, { was }]) => name === field || was === field);
  return current === undefined || !isDeepStrictEqual(before.fields[field], describeField(current));
}

/** Returns fields that may replace the removed field: fields with it as former name, otherwise new fields of the same kind. */
function newNames({ name: typeName, fields }: RecordType, removed: string, kept: KeptDefinitions): string[] {
  const before = kept.types[typeName]?.fields ?? {};
  const movers = Object.keys(fields).filter((name) => before[name]?.was === removed);
  if (movers.length > 0) return movers;
  return Object.entries(fields).flatMap(([name, { kind, was }]) =>
    before[name] === undefined && was === undefined && kind === before[removed]?.kind ? [name] : [],
  );
}
