import type { RecordType } from '../schema/record-type.ts';
import { type Catalog, type TypeCatalog, withUniques } from './catalog.ts';
import { signatureEntry } from './derived-signature.ts';
import { isDeclared, ownPasses, type Run, withSignature, withTypes } from './reindex-pass.ts';
import { isDeclaredUnique, type PlacedUnique } from './unique-fields.ts';

interface Finish {
  readonly keepOthers: boolean;
  /** Types that have records but no definition. */
  readonly unknownTypes: ReadonlySet<string>;
}

/** Marks the indexes and the unique fields of the run as complete, and ends the run. */
export function finishReindex(catalog: Catalog, run: Run, { keepOthers, unknownTypes }: Finish): Catalog {
  const built = ownPasses(catalog, run).map(([type, { indexes, unique = [], derived }]): [string, TypeCatalog] => [
    type.name,
    {
      indexes: indexes.map((index) => ({ ...index, complete: index.complete || isDeclared(type, index) })),
      ...withUniques(keepOthers ? unique : finishUniques(type, unique)),
      ...(keepOthers ? withSignature(derived) : signatureEntry(type)),
    },
  ]);
  const unknown = [...unknownTypes].map((name): [string, TypeCatalog] => [name, catalog.types[name] ?? { indexes: [] }]);
  return withTypes(catalog, [...built, ...unknown]);
}

function finishUniques(type: RecordType, unique: readonly PlacedUnique[]): PlacedUnique[] {
  return unique.filter((part) => isDeclaredUnique(type, part)).map((part) => ({ ...part, complete: true }));
}
