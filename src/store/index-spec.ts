import { isDeepStrictEqual } from 'node:util';
import type { KeyFormatName } from '../schema/key-format.ts';
import type { RecordType } from '../schema/record-type.ts';
import { fieldOf } from '../schema/service-fields.ts';
import { LAYOUT, slotsIn } from './layout-version.ts';

/** The properties that determine the keys of one field in an index. */
export interface KeyPart {
  readonly field: string;
  /** The former name of the field. This attribute has the value if `field` has none yet. */
  readonly was?: string;
  readonly format: KeyFormatName;
}

/**
 * All properties that determine the keys of an index.
 * Indexes with equal specs have the same entries, even in different versions of the code.
 */
export interface IndexSpec {
  readonly where?: KeyPart;
  readonly by: KeyPart | 'createdAt';
}

/** An index in its slot: one of the table's generic indexes. */
export interface PlacedIndex extends IndexSpec {
  /** Counted from 0. */
  readonly slot: number;
  /** Whether it has the entries of all records. Until then, it is written but not read. */
  readonly complete: boolean;
}

/** Returns the indexes of a definition, in the order of their declaration. */
export function declaredIndexes(type: RecordType): IndexSpec[] {
  return type.indexes.map(({ where, by }) => ({
    ...(where === undefined ? {} : { where: keyPart(type, where) }),
    by: by === 'createdAt' ? by : keyPart(type, by),
  }));
}

export function keyPart(type: RecordType, field: string): KeyPart {
  const { keyFormat: format, was } = fieldOf(type, field) ?? {};
  if (format === undefined) throw new RangeError(`${type.name} has no field ${field}`);
  return { field, format, ...(was === undefined ? {} : { was }) };
}

export function isSameIndex(a: IndexSpec, b: IndexSpec): boolean {
  return isDeepStrictEqual([a.where, a.by], [b.where, b.by]);
}

/** Places the indexes of a type without records: in the order of the definition, all complete, until no slot is free. */
export function firstPlacement(type: RecordType, layout = LAYOUT): PlacedIndex[] {
  return assignIn(layout, declaredIndexes(type), []).map((index) => ({ ...index, complete: true }));
}

/** Places indexes in free slots, as incomplete, until no slot is free. */
export function assignIn(layout: number, specs: readonly IndexSpec[], placed: readonly PlacedIndex[]): PlacedIndex[] {
  const free = slotsIn(layout).filter((slot) => !placed.some((index) => index.slot === slot));
  return specs
    .filter((spec) => layout >= LAYOUT || !isByChange(spec))
    .flatMap((spec, n) => {
      const slot = free[n];
      return slot === undefined ? [] : [{ ...spec, slot, complete: false }];
    });
}

/** Checks for an index by `updatedAt`. Versions that share a table of an older layout do not maintain such indexes. */
function isByChange({ by }: IndexSpec): boolean {
  return by !== 'createdAt' && by.field === 'updatedAt';
}
