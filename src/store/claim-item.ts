import type { Update } from './dynamo-client.ts';
import { createExpression } from './expression.ts';
import type { Item } from './keys.ts';
import { PARTITION_KEY, TTL_ATTRIBUTE } from './table.ts';

/** Who holds a term of a unique field. */
export interface Claim {
  /** The id of the record. It may not have the value yet, or no longer: only the record itself says. */
  readonly holder: string;
  /** The version of the holder when it made the claim; 0: it was yet to be created. */
  readonly from: number;
  /** Another one for each time that the term is claimed. */
  readonly token: string;
  /** Other records that have the value, from before the field was unique. */
  readonly also: readonly string[];
  /** Whether there are more of them than are listed. */
  readonly more: boolean;
}

/** More records with one value are not listed. The value is then taken as long as the field is unique. */
const MAX_ALSO = 99;

/** `undefined`: nobody holds the term. A claim that was given up stays until it expires. */
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

type Claimant = Pick<Claim, 'holder' | 'from' | 'token'>;

/** Claims a free term, or one that the same record claimed at this version or before. */
export function takeFree({ holder, from, token }: Claimant): Update {
  const expression = createExpression();
  const { name, value } = expression;
  const isFree = `attribute_not_exists(${name(PARTITION_KEY)}) OR attribute_exists(${name(TTL_ATTRIBUTE)})`;
  const isOwn = `(${name('holder')} = ${value(holder)} AND ${name('from')} <= ${value(from)})`;
  return expression.update({ set: { holder, from, token }, remove: [TTL_ATTRIBUTE] }, [`${isFree} OR ${isOwn}`]);
}

/** Claims a term whose claim is as it was read, and that no record has. */
export function takeOver({ holder, from, token }: Claimant, found: Claim): Update {
  const expression = createExpression();
  return expression.update({ set: { holder, from, token }, remove: [TTL_ATTRIBUTE, 'also'] }, [isAsRead(expression, found)]);
}

/** Adds a record that has the value as well. */
export function addHolder(id: string, token: string, found: Claim): Update {
  const expression = createExpression();
  const isFull = found.also.length >= MAX_ALSO;
  const set = { token, ...(isFull ? { more: true } : { also: [...found.also, id] }) };
  return expression.update({ set, remove: [] }, [isAsRead(expression, found)]);
}

/** Gives a claim up if it is as it was read, and no other record has the value. */
export function giveUp(token: string, expiresAt: number): Update {
  const expression = createExpression();
  const isOnly = `attribute_not_exists(${expression.name('also')})`;
  return expression.update({ set: { [TTL_ATTRIBUTE]: expiresAt }, remove: [] }, [isAsRead(expression, { token }), isOnly]);
}

function isAsRead({ name, value }: ReturnType<typeof createExpression>, { token }: Pick<Claim, 'token'>): string {
  return `${name('token')} = ${value(token)} AND attribute_not_exists(${name(TTL_ATTRIBUTE)})`;
}
