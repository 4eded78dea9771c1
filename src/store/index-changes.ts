import { computedFields } from '../schema/computed.ts';
import { fieldsWithDefault, type RecordType } from '../schema/record-type.ts';
import type { Catalog } from './catalog.ts';
import { signatureEntry } from './derived-signature.ts';
import { declaredIndexes, type IndexSpec, isSameIndex, type KeyPart } from './index-spec.ts';
import { declaredUniques, isDeclaredUnique, isSameUnique, type PlacedUnique } from './unique-fields.ts';

/** The changes that a reindex makes to one type. */
export interface IndexChanges {
  readonly type: string;
  readonly build: readonly IndexSpec[];
  readonly drop: readonly IndexSpec[];
  /** Unique fields whose values must be claimed; absent if there are none. */
  readonly claim?: readonly string[];
  /** Fields that are no longer unique; absent if there are none. */
  readonly unclaim?: readonly string[];
  /** Computed fields whose values must be written; absent if their functions are the same as before. */
  readonly compute?: readonly string[];
  /** Fields whose default must be written into records without a value; absent if all records have one. */
  readonly fill?: readonly string[];
}

/** Returns the changes that `reindex` would make. An incomplete index in the catalog must still be built. */
export function indexChanges(
  catalog: Catalog,
  recordTypes: readonly RecordType[],
  { computeAgain = false }: { readonly computeAgain?: boolean } = {},
): IndexChanges[] {
  return recordTypes.flatMap((type) => {
    const entry = catalog.types[type.name];
    if (entry === undefined && catalog.revision > 0) return [];
    const placed = entry?.indexes ?? [];
    const declared = declaredIndexes(type);
    const build = declared.filter((spec) => !placed.some((index) => index.complete && isSameIndex(index, spec)));
    const drop = placed.filter((index) => !declared.some((spec) => isSameIndex(index, spec)));
    const values = computeAgain || signatureEntry(type).derived !== entry?.derived ? derivedFields(type) : {};
    const other = { ...uniqueChanges(type, entry?.unique), ...values };
    const isDone = build.length + drop.length + Object.keys(other).length === 0 && entry?.pass === undefined;
    return isDone ? [] : [{ type: type.name, build, drop, ...other }];
  });
}

function derivedFields(type: RecordType): Pick<IndexChanges, 'compute' | 'fill'> {
  const compute = computedFields(type).map(([name]) => name);
  const fill = fieldsWithDefault(type).map(([name]) => name);
  return { ...(compute.length === 0 ? {} : { compute }), ...(fill.length === 0 ? {} : { fill }) };
}

function uniqueChanges(type: RecordType, placed: readonly PlacedUnique[] = []): Pick<IndexChanges, 'claim' | 'unclaim'> {
  const isComplete = (part: KeyPart) => placed.some((known) => known.complete && isSameUnique(known, part));
  const claim = declaredUniques(type).flatMap((part) => (isComplete(part) ? [] : [part.field]));
  const unclaim = placed.flatMap((part) => (isDeclaredUnique(type, part) ? [] : [part.field]));
  return { ...(claim.length === 0 ? {} : { claim }), ...(unclaim.length === 0 ? {} : { unclaim }) };
}
