import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { DynamoTable, Update } from './dynamo-client.ts';
import { createExpression, type ExpressionBuilder } from './expression.ts';
import { isRecord, isTrashed } from './filter.ts';
import type { Side } from './index-keys.ts';
import type { Item, Key } from './keys.ts';
import {
  type IfMatch,
  InTrash,
  NotFound,
  NotInTrash,
  type StoredRecord,
  StoreUnavailable,
  VersionConflict,
  type WriteOptions,
} from './record-store.ts';
import { ACTION, FENCE, PARTITION_KEY, TTL_ATTRIBUTE } from './table.ts';
import { isInDoubt, needsReadBack, readBack } from './verify-write.ts';
import { type BatchPosition, provesApplied, provesRefused } from './write-id.ts';

export interface Change {
  /** The required state of the record: live, in the trash, or either. */
  readonly side: Side | 'either';
  /** Attributes to set and to remove. */
  readonly set: Item;
  readonly remove: readonly string[];
  /** Further attributes to set, which depend on the time of the change. */
  readonly setAt?: (updatedAt: string) => Item;
  /** Attributes to compare, each with its former names. If all are equal, nothing is written. Absent: the change is always written. */
  readonly compared?: readonly (readonly string[])[];
  /** The record that was read, for a change that requires the same fence (`claims.ts`). */
  readonly behindFenceOf?: Item | undefined;
}

export interface Changed {
  readonly item: Item;
  readonly changed: boolean;
}

export interface ConditionalUpdate {
  readonly table: DynamoTable;
  readonly now: () => Date;
  readonly toRecord: (item: Item) => StoredRecord;
}

// Maximum number of attempts. Each retry means that another writer has changed the record.
const ROUNDS = 5;

/**
 * Changes a record with one UpdateItem. Its condition contains all requirements.
 * Only a failed condition costs a consistent read, to find the reason.
 * The write stores its `writeId`. If the record already has this id, an earlier attempt was applied and its response was lost.
 * Then the write is not applied again.
 * @throws {NotFound} {VersionConflict} {NotInTrash} {StoreUnavailable}
 */
export async function updateOnCondition(
  { table, now, toRecord }: ConditionalUpdate,
  key: Key,
  change: Change,
  { by, action, ifMatch, changeSet, writeId = changeSet ?? randomUUID(), batch }: WriteOptions,
): Promise<Changed> {
  for (let round = 0; round < ROUNDS; round++) {
    try {
      return { item: await table.update(key, updateExpression()), changed: true };
    } catch (error) {
      if (!needsReadBack(error)) throw error;
      const known = outcomeOf(await readBack(table, key, error), error);
      if (known !== undefined) return known;
    }
  }
  throw new StoreUnavailable('too many concurrent writes to one record', { outcomeUnknown: false });

  function updateExpression(): Update {
    const expression = createExpression();
    const updatedAt = now().toISOString();
    const stated = action === undefined ? {} : { [ACTION]: action };
    const set = { ...change.set, ...change.setAt?.(updatedAt), updatedAt, updatedBy: by, writeId, ...stated };
    const remove = action === undefined ? [...change.remove, ACTION] : change.remove;
    const assign = [
      `${expression.name('version')} = ${expression.name('version')} + ${expression.value(1)}`,
      `${expression.name('previousWriteId')} = ${expression.name('writeId')}`,
    ];
    return expression.update({ set, remove, assign }, [
      ...sideClauses(expression, change.side),
      ...versionClauses(expression, ifMatch),
      ...notYetClauses(expression, writeId, batch),
      ...fenceClauses(expression, change),
      ...differenceClauses(expression, change),
    ]);
  }

  /** Returns the outcome of a failed write, from the current record. `undefined` means that another writer was faster, so try again. */
  function outcomeOf(current: Item | undefined, error: unknown): Changed | undefined {
    const foundId = String(current?.['writeId']);
    if (isRecord(current) && provesApplied(foundId, writeId, batch)) return { item: current, changed: true };
    if (error instanceof StoreUnavailable) throw error;
    const isBuiltUpon = current?.['previousWriteId'] === writeId;
    // An earlier attempt may have been applied, and another writer may have changed the record since: the outcome is unknown.
    if (isInDoubt(error) && (isBuiltUpon || ifMatch !== undefined)) throw inDoubt(error);
    if (isRecord(current) && isBuiltUpon) return { item: current, changed: true };
    if (!isRecord(current)) throw new NotFound();
    if (change.side === 'live' && isTrashed(current)) throw new InTrash();
    if (change.side === 'trash' && !isTrashed(current)) throw new NotInTrash();
    const isStopped = change.behindFenceOf !== undefined && change.behindFenceOf[FENCE] !== current[FENCE];
    const isRefused = provesRefused(foundId, writeId, batch) || !isAccepted(ifMatch, current);
    if (isRefused || isStopped) throw new VersionConflict(toRecord(current));
    return isAsWanted(change, current) ? { item: current, changed: false } : undefined;
  }
}

function inDoubt(cause: unknown): StoreUnavailable {
  return new StoreUnavailable('an answer was lost and the record has moved on since', { outcomeUnknown: true, cause });
}

export function isAccepted(ifMatch: IfMatch | undefined, item: Item): boolean {
  return ifMatch === undefined || ifMatch === 'any' || ifMatch.some((version) => version === item['version']);
}

/** Returns clauses that require an existing record, live or in the trash. */
export function sideClauses({ name }: ExpressionBuilder, side: Change['side']): string[] {
  const isThere = [`attribute_exists(${name(PARTITION_KEY)})`, `attribute_not_exists(${name(TTL_ATTRIBUTE)})`];
  if (side === 'live') return [...isThere, `attribute_not_exists(${name('deletedAt')})`];
  return side === 'trash' ? [...isThere, `attribute_exists(${name('deletedAt')})`] : isThere;
}

export function versionClauses({ name, value }: ExpressionBuilder, ifMatch: IfMatch | undefined): string[] {
  if (ifMatch === undefined || ifMatch === 'any') return [];
  // An empty IN is invalid. Versions start at 1, so 0 matches no record.
  const versions = ifMatch.length === 0 ? [0] : ifMatch;
  return [`${name('version')} IN (${versions.map(value).join(', ')})`];
}

/** Returns clauses that require that the write was not applied yet. */
function notYetClauses({ name, value }: ExpressionBuilder, writeId: string, batch: BatchPosition | undefined): string[] {
  const found = name('writeId');
  const clauses = [`${found} <> ${value(writeId)}`, `${name('previousWriteId')} <> ${value(writeId)}`];
  if (batch === undefined) return clauses;
  const earlier = batch.earlierIds.map((id) => `${found} = ${value(id)}`);
  return [...clauses, [...earlier, `NOT begins_with(${found}, ${value(`${batch.root}:`)})`].join(' OR ')];
}

function fenceClauses({ name, value }: ExpressionBuilder, { behindFenceOf: read }: Change): string[] {
  if (read === undefined) return [];
  return [read[FENCE] === undefined ? `attribute_not_exists(${name(FENCE)})` : `${name(FENCE)} = ${value(read[FENCE])}`];
}

function differenceClauses(expression: ExpressionBuilder, { set, compared }: Change): string[] {
  if (compared === undefined) return [];
  return [compared.map((attributes) => differs(expression, attributes, set)).join(' OR ')];
}

/**
 * Returns a clause that requires a different value.
 * The first attribute gets the value. The other attributes are former names, which contain the value if the first is missing.
 */
function differs(expression: ExpressionBuilder, [attribute = '', ...former]: readonly string[], set: Item): string {
  const { name } = expression;
  const wanted = set[attribute];
  const placeholder = name(attribute);
  if (wanted === undefined) return [attribute, ...former].map((alias) => `attribute_exists(${name(alias)})`).join(' OR ');
  const isOther = differsFrom(expression, attribute, wanted);
  const [older] = former;
  const isUnset = `attribute_not_exists(${placeholder})`;
  if (older === undefined) return `${isUnset} OR ${isOther}`;
  const olderDiffers = differs(expression, [older], { [older]: wanted });
  return `(${isUnset} AND (${olderDiffers})) OR (attribute_exists(${placeholder}) AND (${isOther}))`;
}

function differsFrom({ name, value }: ExpressionBuilder, attribute: string, wanted: unknown): string {
  const placeholder = name(attribute);
  if (!Array.isArray(wanted)) return `${placeholder} <> ${value(wanted)}`;
  // Compare item by item, because the embedded database never treats two lists as equal. The stored value may have another type.
  const items = wanted.map((item: unknown, index) => `${placeholder}[${index}] <> ${value(item)}`);
  return [`NOT attribute_type(${placeholder}, ${value('L')})`, `size(${placeholder}) <> ${value(wanted.length)}`, ...items].join(' OR ');
}

function isAsWanted({ set, compared }: Change, current: Item): boolean {
  return compared?.every((attributes) => isDeepStrictEqual(valueAmong(attributes, current), set[attributes[0] ?? ''])) ?? false;
}

function valueAmong(attributes: readonly string[], item: Item): unknown {
  return attributes.map((attribute) => item[attribute]).find((value) => value !== undefined);
}
