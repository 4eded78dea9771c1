import { computedFields } from '../schema/computed.ts';
import type { RecordType } from '../schema/record-type.ts';
import type { Catalog } from './catalog.ts';
import { signatureEntry } from './computed-signature.ts';
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
    const uniques = uniqueChanges(type, entry?.unique);
    const computed = computedFields(type).map(([name]) => name);
    const compute = computeAgain || signatureEntry(type).computed !== entry?.computed ? computed : [];
    const isDone = build.length + drop.length + compute.length + Object.keys(uniques).length === 0 && entry?.pass === undefined;
    if (isDone) return [];
    return [{ type: type.name, build, drop, ...uniques, ...(compute.length === 0 ? {} : { compute }) }];
  });
}

function uniqueChanges(type: RecordType, placed: readonly PlacedUnique[] = []): Pick<IndexChanges, 'claim' | 'unclaim'> {
  const isComplete = (part: KeyPart) => placed.some((known) => known.complete && isSameUnique(known, part));
  const claim = declaredUniques(type).flatMap((part) => (isComplete(part) ? [] : [part.field]));
  const unclaim = placed.flatMap((part) => (isDeclaredUnique(type, part) ? [] : [part.field]));
  return { ...(claim.length === 0 ? {} : { claim }), ...(unclaim.length === 0 ? {} : { unclaim }) };
}
