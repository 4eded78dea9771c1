import type { Catalog, TypeCatalog } from './catalog.ts';
import { isSameIndex } from './index-spec.ts';
import { assignSlots, isDeclared, ownPasses, type Run, withSignature, withTypes } from './reindex-pass.ts';

/** Removes the indexes that are no longer declared, and gives their slots to indexes that need a slot. */
export function takeOverSlots(catalog: Catalog, run: Run): Catalog {
  const passes = ownPasses(catalog, run);
  const isDone = passes.every(([type, { indexes }]) => indexes.every((index) => isDeclared(type, index)));
  if (isDone) return catalog;
  const entries = passes.map(([type, entry]): [string, TypeCatalog] => {
    const declared = entry.indexes.filter((index) => isDeclared(type, index));
    const pass = { id: run.id, ...withSignature(entry.pass.derived) };
    return [type.name, { ...entry, indexes: assignSlots(catalog, type, declared), pass }];
  });
  return withTypes(catalog, entries);
}

/** Checks whether an entry has an index that it did not have before. */
export function hasMoreIndexes({ indexes = [] }: Partial<TypeCatalog> = {}, before: Partial<TypeCatalog> = {}): boolean {
  return indexes.some((index) => !before.indexes?.some((known) => isSameIndex(known, index)));
}
