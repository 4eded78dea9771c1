import type { DynamoTable, Update } from './dynamo-client.ts';
import { createExpression } from './expression.ts';
import type { Item, Key } from './keys.ts';
import { PARTITION_KEY, TTL_ATTRIBUTE } from './table.ts';
import { needsReadBack } from './verify-write.ts';

/** The claim of a record on a term of a unique field. */
export interface Claim {
  /** The id of the record. The record may not have the value yet, or no longer, so read the record to know. */
  readonly holder: string;
  /** The version of the holder when it made the claim; 0 if it did not exist yet. */
  readonly from: number;
  /** A random id, new for each claim on the term. */
  readonly token: string;
  /** Other records that already had the value when the field became unique. */
  readonly also: readonly string[];
  /** Whether `also` is incomplete. */
  readonly more: boolean;
}

/** Maximum number of other records in a claim. With more, the value counts as taken as long as the field is unique. */
const MAX_ALSO = 99;

/** Reads a claim. Returns `undefined` if the term is free. The item of a released claim remains until it expires. */
export function toClaim(item: Item | undefined): Claim | undefined {
  if (item === undefined || item[TTL_ATTRIBUTE] !== undefined) return undefined;
  const { holder, from, token, also, more } = item;
  return {
    holder: String(holder),
    from: Number(from),
    token: String(token),
    also: Array.isArray(also) ? also.map(String) : [],
    more: more === true,
  };
}

export async function readClaim(table: DynamoTable, key: Key): Promise<Claim | undefined> {
  return toClaim(await table.get(key));
}

/**
 * Updates a claim.
 * @returns the new claim, or the current claim if the update was refused or the response was lost
 */
export async function updateClaim(table: DynamoTable, key: Key, update: Update): Promise<Claim | undefined> {
  try {
    return toClaim(await table.update(key, update));
  } catch (error) {
    if (!needsReadBack(error)) throw error;
    return await readClaim(table, key);
  }
}

/** A claim that lists only the record that makes it. */
type NewClaim = Pick<Claim, 'holder' | 'from' | 'token'>;

/** Claims a free term, or a term that the same record claimed at this version or an earlier version. */
export function takeFree({ holder, from, token }: NewClaim): Update {
  const expression = createExpression();
  const { name, value } = expression;
  const isFree = `attribute_not_exists(${name(PARTITION_KEY)}) OR attribute_exists(${name(TTL_ATTRIBUTE)})`;
  const isOwn = `(${name('holder')} = ${value(holder)} AND ${name('from')} <= ${value(from)})`;
  return expression.update({ set: { holder, from, token }, remove: [TTL_ATTRIBUTE] }, [`${isFree} OR ${isOwn}`]);
}

/** Takes over a claim on a term that no record has, if the claim has not changed since the read. */
export function takeOver({ holder, from, token }: NewClaim, found: Claim): Update {
  const expression = createExpression();
  return expression.update({ set: { holder, from, token }, remove: [TTL_ATTRIBUTE, 'also'] }, [isAsRead(expression, found)]);
}

/** Adds another record that has the value, if the claim has not changed since the read. */
export function addHolder(id: string, token: string, found: Claim): Update {
  const expression = createExpression();
  const isFull = found.also.length >= MAX_ALSO;
  const set = { token, ...(isFull ? { more: true } : { also: [...found.also, id] }) };
  return expression.update({ set, remove: [] }, [isAsRead(expression, found)]);
}

/** Releases a claim, if it has not changed since the read and lists no other records. */
export function giveUp(token: string, expiresAt: number): Update {
  const expression = createExpression();
  const isOnly = `attribute_not_exists(${expression.name('also')})`;
  return expression.update({ set: { [TTL_ATTRIBUTE]: expiresAt }, remove: [] }, [isAsRead(expression, { token }), isOnly]);
}

function isAsRead({ name, value }: ReturnType<typeof createExpression>, { token }: Pick<Claim, 'token'>): string {
  return `${name('token')} = ${value(token)} AND attribute_not_exists(${name(TTL_ATTRIBUTE)})`;
}
