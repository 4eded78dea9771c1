import { isDeepStrictEqual } from 'node:util';
import type { RecordType } from '../schema/record-type.ts';
import { type Catalog, type Pass, register, type TypeCatalog, withUniques } from './catalog.ts';
import { signatureEntry } from './derived-signature.ts';
import { indexChanges } from './index-changes.ts';
import { assignSlots, isDeclared, withSignature, withTypes } from './reindex-pass.ts';
import { declaredUniques, isDeclaredUnique, isSameUnique, type PlacedUnique } from './unique-fields.ts';

interface Begin {
  readonly recordTypes: readonly RecordType[];
  readonly keepOthers: boolean;
  readonly computeAgain: boolean;
  readonly id: string;
}

/** Adds the types without records, and starts a run for each type that it must change. */
export function beginReindex(catalog: Catalog, options: Begin): Catalog {
  const { recordTypes } = options;
  // Without a catalog, every type may have records.
  const registered = catalog.revision === 0 ? [] : recordTypes;
  return startRun(register(withoutFormer(catalog, recordTypes), registered), options);
}

/** What a run would change in the entry of a type. */
interface Start {
  readonly name: string;
  readonly entry: TypeCatalog;
  /** The functions and defaults whose values the run writes. */
  readonly running: Pick<TypeCatalog, 'derived'>;
  /** The interrupted run. */
  readonly pass: Pass | undefined;
  /** Whether the interrupted run had the same indexes, unique fields, functions and defaults. */
  readonly isSame: boolean;
}

function startRun(catalog: Catalog, options: Begin): Catalog {
  const { recordTypes, computeAgain, id } = options;
  const changes = new Set(indexChanges(catalog, recordTypes, { computeAgain }).map(({ type }) => type));
  const starts = recordTypes.flatMap((type) => (changes.has(type.name) ? startType(catalog, type, options) : []));
  if (starts.length === 0) return catalog;
  // Continue an interrupted run only if all its types stopped at the same key, with the same indexes.
  const positions = new Set(starts.map(({ pass }) => JSON.stringify(pass?.after)));
  const isResumed = positions.size === 1 && starts.every(({ isSame }) => isSame);
  const entries = starts.map(({ name, entry, running, pass }): [string, TypeCatalog] => [
    name,
    { ...entry, pass: isResumed ? { ...pass, id } : { id, ...running } },
  ]);
  return withTypes(catalog, entries);
}

/** Gives free slots to missing indexes, and marks undeclared indexes as incomplete so that no process reads them. */
function startType(catalog: Catalog, type: RecordType, { keepOthers }: Begin): Start[] {
  const { indexes = [], unique = [], derived, pass }: Partial<TypeCatalog> = catalog.types[type.name] ?? {};
  const running = keepOthers ? {} : signatureEntry(type);
  // A version without unique fields may still run, so values are claimed after it has stopped.
  const nextUnique = keepOthers ? unique : beginUniques(type, unique);
  const closed = keepOthers ? indexes : indexes.map((index) => (isDeclared(type, index) ? index : { ...index, complete: false }));
  const next = assignSlots(catalog, type, closed);
  if (keepOthers && next.every((index) => index.complete || !isDeclared(type, index))) return [];
  const isSame = isDeepStrictEqual([next, nextUnique, running.derived], [indexes, unique, pass?.derived]);
  const entry = { indexes: next, ...withUniques(nextUnique), ...withSignature(derived) };
  return [{ name: type.name, entry, running, pass, isSame }];
}

/** Adds new unique fields, so that their values are claimed. Fields that are no longer unique remain until every process knows. */
function beginUniques(type: RecordType, placed: readonly PlacedUnique[]): PlacedUnique[] {
  const missing = declaredUniques(type).filter((part) => !placed.some((known) => isSameUnique(known, part)));
  return [
    ...placed.map((part) => (isDeclaredUnique(type, part) ? part : { ...part, complete: false })),
    ...missing.map((part) => ({ ...part, complete: false })),
  ];
}

/** A version without computed fields and defaults may run from now on and change records, so the values must be derived again later. */
function withoutFormer(catalog: Catalog, recordTypes: readonly RecordType[]): Catalog {
  const entries = recordTypes.flatMap((type): [string, TypeCatalog][] => {
    const { derived, ...entry } = catalog.types[type.name] ?? { indexes: [] };
    return derived === undefined || signatureEntry(type).derived !== undefined ? [] : [[type.name, entry]];
  });
  return entries.length === 0 ? catalog : withTypes(catalog, entries);
}
