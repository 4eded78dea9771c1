import { isDeepStrictEqual } from 'node:util';
import { type RecordType, uniqueFields } from '../schema/record-type.ts';
import { type KeyPart, keyPart } from './index-spec.ts';
import { type Item, uniqueTerm } from './keys.ts';

/** A unique field, as the catalog knows it: what decides the terms that no two records share. */
export interface PlacedUnique extends KeyPart {
  /** Whether every value in the table has its claim. Until then no record gets a new value. */
  readonly complete: boolean;
}

/** The unique fields of a definition. */
export function declaredUniques(type: RecordType): KeyPart[] {
  return uniqueFields(type).map((name) => keyPart(type, name));
}

/** Those of a type without records: there is nothing to claim. */
export function firstUniques(type: RecordType): PlacedUnique[] {
  return declaredUniques(type).map((part) => ({ ...part, complete: true }));
}

export function isSameUnique(a: KeyPart, b: KeyPart): boolean {
  return isDeepStrictEqual([a.field, a.was, a.format], [b.field, b.was, b.format]);
}

export function isDeclaredUnique(type: RecordType, part: KeyPart): boolean {
  return declaredUniques(type).some((declared) => isSameUnique(declared, part));
}

/**
 * The unique fields for which a process claims values: its own, and those of other definitions in the catalog, so that these stay
 * complete. Only an own one that is not complete refuses new values.
 */
export function claimedUniques(type: RecordType, placed: readonly PlacedUnique[]): PlacedUnique[] {
  const missing = declaredUniques(type).filter((part) => !placed.some((known) => isSameUnique(known, part)));
  return [
    ...placed.map((part) => (isDeclaredUnique(type, part) ? part : { ...part, complete: true })),
    ...missing.map((part) => ({ ...part, complete: false })),
  ];
}

/** The unique fields of which these names are the names or former names. */
export function uniquesAmong(uniques: readonly PlacedUnique[], names: readonly string[]): PlacedUnique[] {
  return uniques.filter(({ field, was }) => names.includes(field) || (was !== undefined && names.includes(was)));
}

/** What a record holds: a term of a unique field. */
export interface Held {
  readonly part: PlacedUnique;
  readonly term: string;
}

/** The terms that a record with these attributes holds. */
export function heldBy(uniques: readonly PlacedUnique[], attributes: Item): Held[] {
  return uniques.flatMap((part) => {
    const term = uniqueTerm(part, attributes);
    return term === undefined ? [] : [{ part, term }];
  });
}
