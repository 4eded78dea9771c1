import { isDeepStrictEqual } from 'node:util';
import type { Field } from '../schema/field.ts';
import type { JsonSchema } from '../schema/json-schema.ts';
import type { RecordType } from '../schema/record-type.ts';
import type { DynamoTable } from './dynamo-client.ts';
import { createExpression } from './expression.ts';
import type { Item, Key } from './keys.ts';
import { StoreUnavailable } from './record-store.ts';
import { PARTITION_KEY, SORT_KEY } from './table.ts';
import { ConditionFailed } from './table-failures.ts';

/**
 * The definitions at the last deployment, or at the last start with values that all fitted.
 * A comparison with the current definitions shows which values a change would hide.
 * Only commands and the start of a server with an embedded database read this item. Requests never do.
 */
export interface KeptDefinitions {
  /** Increases with each change. 0 if the table has none yet. */
  readonly revision: number;
  readonly types: KeptTypes;
  /** The last change that somebody accepted even though it hides or breaks values. */
  readonly accepted?: Acceptance | undefined;
}

export type KeptTypes = Readonly<Record<string, KeptType>>;

export interface KeptType {
  readonly fields: Readonly<Record<string, KeptField>>;
}

export interface KeptField {
  readonly kind: string;
  readonly required: boolean;
  readonly was?: string;
  readonly refersTo?: string;
  readonly unique?: boolean;
  readonly computed?: boolean;
  /** Values that records keep but a write cannot set. */
  readonly retired?: readonly unknown[];
  /** The field's JSON Schema without its texts: limits, choices, format. */
  readonly rules: Readonly<Record<string, unknown>>;
}

export interface Acceptance {
  readonly at: string;
  readonly reason: string;
  /** The definitions that were accepted. */
  readonly types: KeptTypes;
}

const DEFINITIONS_KEY: Key = { [PARTITION_KEY]: 'table', [SORT_KEY]: 'definitions' };
const NOTHING_KEPT: KeptDefinitions = { revision: 0, types: {} };

export function describeTypes(recordTypes: readonly RecordType[]): KeptTypes {
  return Object.fromEntries(
    recordTypes.map(({ name, fields }) => [
      name,
      { fields: Object.fromEntries(Object.entries(fields).map(([fieldName, field]) => [fieldName, describeField(field)])) },
    ]),
  );
}

export function describeField(field: Field): KeptField {
  const { kind, required, was, refersTo, unique, compute, jsonSchema } = field;
  const retired = (jsonSchema.enum ?? []).filter((value) => !field.parse(value).ok);
  return {
    kind,
    required,
    ...(was === undefined ? {} : { was }),
    ...(refersTo === undefined ? {} : { refersTo }),
    ...(unique === true ? { unique } : {}),
    ...(compute === undefined ? {} : { computed: true }),
    ...(retired.length === 0 ? {} : { retired }),
    rules: rulesOf(jsonSchema),
  };
}

/** Checks whether people set the values of a kept field. */
export function isEntered(field: KeptField | undefined): boolean {
  return field !== undefined && field.computed !== true;
}

/** Returns the rules without `undefined`, as the table returns them. */
function rulesOf({ title, description, examples, ...rules }: JsonSchema): Readonly<Record<string, unknown>> {
  const { items, ...own } = rules;
  const all = items === undefined ? own : { ...own, items: rulesOf(items) };
  return JSON.parse(JSON.stringify(all));
}

/** Checks whether the definitions of all types are equal. */
export function isSameDefinition(a: KeptTypes, b: KeptTypes): boolean {
  return isDeepStrictEqual(a, b);
}

/** Checks whether the record types are equal to the kept definitions. */
export function isUnchanged({ types }: KeptDefinitions, recordTypes: readonly RecordType[]): boolean {
  return isSameDefinition(types, describeTypes(recordTypes));
}

export async function readKeptDefinitions(table: DynamoTable): Promise<KeptDefinitions> {
  return parseKept(await table.get(DEFINITIONS_KEY));
}

/** Maximum number of attempts. Each retry means that another process has changed the definitions. */
const ROUNDS = 5;

/** Changes the kept definitions. @param change runs again if another process changes them at the same time */
export async function changeKeptDefinitions(
  table: DynamoTable,
  change: (kept: KeptDefinitions) => Omit<KeptDefinitions, 'revision'>,
): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    const kept = await readKeptDefinitions(table);
    const { types, accepted } = change(kept);
    const expression = createExpression();
    const revision = expression.name('revision');
    const isUnchanged = kept.revision === 0 ? `attribute_not_exists(${revision})` : `${revision} = ${expression.value(kept.revision)}`;
    const item = { ...DEFINITIONS_KEY, revision: kept.revision + 1, types, ...(accepted === undefined ? {} : { accepted }) };
    try {
      await table.put(item, expression.condition([isUnchanged]));
      return;
    } catch (error) {
      if (!(error instanceof ConditionFailed) && !(error instanceof StoreUnavailable && error.outcomeUnknown)) throw error;
    }
  }
  throw new StoreUnavailable('too many processes keep definitions', { outcomeUnknown: false });
}

function parseKept(item: Item | undefined): KeptDefinitions {
  if (item === undefined) return NOTHING_KEPT;
  const { revision, types, accepted } = item;
  if (typeof revision !== 'number' || !isTypes(types)) throw new TypeError('the kept definitions of the table are damaged');
  return { revision, types, ...(isAcceptance(accepted) ? { accepted } : {}) };
}

function isTypes(types: unknown): types is KeptTypes {
  return isObject(types) && Object.values(types).every((type) => isObject(type) && isFields(type['fields']));
}

function isFields(fields: unknown): boolean {
  return (
    isObject(fields) &&
    Object.values(fields).every((field) => isObject(field) && typeof field['kind'] === 'string' && isObject(field['rules']))
  );
}

function isAcceptance(accepted: unknown): accepted is Acceptance {
  if (!isObject(accepted)) return false;
  return typeof accepted['at'] === 'string' && typeof accepted['reason'] === 'string' && isTypes(accepted['types']);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
