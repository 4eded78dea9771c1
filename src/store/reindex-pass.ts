import type { RecordType } from '../schema/record-type.ts';
import type { Catalog, Pass, TypeCatalog } from './catalog.ts';
import { assignIn, declaredIndexes, type IndexSpec, isSameIndex, type PlacedIndex } from './index-spec.ts';
import type { Item } from './keys.ts';

/** Thrown if another reindex has started since and continues the work. */
export class ReindexTakenOver extends Error {
  override readonly name = 'ReindexTakenOver';
}

/** A run of `reindex`. */
export interface Run {
  /** The types that the run changes. */
  readonly types: readonly RecordType[];
  readonly id: string;
}

/** Returns the catalog entries of this run. @throws {ReindexTakenOver} if another run has taken over one of the types */
export function ownPasses(catalog: Catalog, { types, id }: Run): [RecordType, TypeCatalog & { readonly pass: Pass }][] {
  return types.map((type) => {
    const entry = catalog.types[type.name];
    if (entry?.pass?.id !== id) throw new ReindexTakenOver(`another reindex of ${type.name} has begun`);
    return [type, { ...entry, pass: entry.pass }];
  });
}

/** Returns the catalog with the key after which an interrupted run continues. */
export function withPosition(catalog: Catalog, run: Run, after: Item | undefined): Catalog {
  return withTypes(
    catalog,
    ownPasses(catalog, run).map(([type, entry]) => [type.name, { ...entry, pass: { ...entry.pass, after } }]),
  );
}

export function withTypes(catalog: Catalog, entries: readonly (readonly [string, TypeCatalog])[]): Catalog {
  return { ...catalog, types: { ...catalog.types, ...Object.fromEntries(entries) } };
}

export function withSignature(derived: string | undefined): Pick<TypeCatalog, 'derived'> {
  return derived === undefined ? {} : { derived };
}

export function isDeclared(type: RecordType, index: IndexSpec): boolean {
  return declaredIndexes(type).some((spec) => isSameIndex(spec, index));
}

export function assignSlots({ layout }: Catalog, type: RecordType, indexes: readonly PlacedIndex[]): readonly PlacedIndex[] {
  const missing = declaredIndexes(type).filter((spec) => !indexes.some((index) => isSameIndex(index, spec)));
  return [...indexes, ...assignIn(layout, missing, indexes)];
}
