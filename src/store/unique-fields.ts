import { isDeepStrictEqual } from 'node:util';
import { type RecordType, uniqueFields } from '../schema/record-type.ts';
import { isRecord } from './filter.ts';
import { type KeyPart, keyPart } from './index-spec.ts';
import type { Item } from './keys.ts';
import { uniqueTerm } from './terms.ts';

/** A unique field in the catalog, with the properties that determine its terms. */
export interface PlacedUnique extends KeyPart {
  /** Whether every value in the table has its claim. Until then, a write cannot set a new value. */
  readonly complete: boolean;
}

/** Returns the unique fields of a definition. */
export function declaredUniques(type: RecordType): KeyPart[] {
  return uniqueFields(type).map((name) => keyPart(type, name));
}

/** Returns the unique fields of a type without records. They are complete, because there is no value to claim. */
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
 * Returns the unique fields for which a process claims values.
 * It includes fields of other definitions in the catalog, so that their claims remain complete.
 * New values are refused only for a declared field that is not complete.
 */
export function claimedUniques(type: RecordType, placed: readonly PlacedUnique[]): PlacedUnique[] {
  const missing = declaredUniques(type).filter((part) => !placed.some((known) => isSameUnique(known, part)));
  return [
    ...placed.map((part) => (isDeclaredUnique(type, part) ? part : { ...part, complete: true })),
    ...missing.map((part) => ({ ...part, complete: false })),
  ];
}

/** Returns the unique fields whose name or former name is in the list. */
export function uniquesAmong(uniques: readonly PlacedUnique[], names: readonly string[]): PlacedUnique[] {
  return uniques.filter(({ field, was }) => names.includes(field) || (was !== undefined && names.includes(was)));
}

/** A term of a unique field that a record holds. */
export interface Held {
  readonly part: PlacedUnique;
  readonly term: string;
}

/** Returns the terms that a record with these attributes holds. */
export function heldBy(uniques: readonly PlacedUnique[], attributes: Item): Held[] {
  return uniques.flatMap((part) => {
    const term = uniqueTerm(part, attributes);
    return term === undefined ? [] : [{ part, term }];
  });
}

/** Checks whether an item is a record that holds the term. */
export function hasTerm(item: Item | undefined, { part, term }: Held): boolean {
  return isRecord(item) && uniqueTerm(part, item) === term;
}
