import type { People } from '../people/people.ts';
import { PEOPLE } from '../schema/definition.ts';
import type { RecordType } from '../schema/record-type.ts';
import type { RecordFault } from '../schema/validation.ts';
import type { RecordStore, Scope } from '../store/record-store.ts';
import { isObject } from './request/json-body.ts';

/** Checks that referenced ids exist. One DynamoDB request reads up to 100 ids of one type. */
export interface References {
  /**
   * Returns a fault for each id in the input that belongs to no live record and no person.
   * Skips values that the field itself refuses. Skips the caller, `by`, because callers are always in their workspace.
   */
  faultsOf(scope: Scope, input: unknown, by: string): Promise<RecordFault[]>;
  /** Looks up the ids of many inputs at once. `faultsOf` of the returned object then sends no requests. */
  ahead(scope: Scope, inputs: readonly unknown[]): Promise<References>;
}

export interface ReferencesOptions {
  readonly recordTypes: readonly RecordType[];
  readonly store: RecordStore;
  readonly people: People;
}

interface Reference {
  readonly name: string;
  /** A record type, or `people`. */
  readonly target: string;
  readonly id: string;
}

/** Existing ids, by target. */
type Known = ReadonlyMap<string, ReadonlySet<string>>;

export function createReferences({ recordTypes, store, people }: ReferencesOptions): References {
  async function existing({ workspace }: Scope, target: string, ids: readonly string[]): Promise<Set<string>> {
    if (target === PEOPLE) return new Set((await people.find(workspace, ids)).keys());
    const type = recordTypes.find(({ name }) => name === target);
    if (type === undefined) throw new RangeError(`${target} is not a record type of this service`);
    const records = await store.getMany({ workspace, type }, ids);
    return new Set([...records.values()].filter(({ deletedAt }) => deletedAt === undefined).map(({ id }) => id));
  }

  async function lookUp(scope: Scope, references: readonly Reference[]): Promise<Known> {
    const targets = [...new Set(references.map(({ target }) => target))];
    const found = targets.map(async (target): Promise<[string, Set<string>]> => {
      const ids = references.filter((reference) => reference.target === target).map(({ id }) => id);
      return [target, await existing(scope, target, [...new Set(ids)])];
    });
    return new Map(await Promise.all(found));
  }

  /** @param known the ids that `ahead` found; `undefined`: each call of `faultsOf` looks up its own ids */
  function withKnown(known?: Known): References {
    return {
      async faultsOf(scope, input, by) {
        const references = referencesIn(scope, input).filter(({ target, id }) => target !== PEOPLE || id !== by);
        if (references.length === 0) return [];
        const found = known ?? (await lookUp(scope, references));
        return references.flatMap(({ name, target, id }) => (found.get(target)?.has(id) ? [] : [noSuchRecord(name, target)]));
      },

      async ahead(scope, inputs) {
        const references = inputs.flatMap((input) => referencesIn(scope, input));
        return references.length === 0 ? this : withKnown(await lookUp(scope, references));
      },
    };
  }

  return withKnown();
}

function referencesIn({ type }: Scope, input: unknown): Reference[] {
  if (!isObject(input)) return [];
  return Object.entries(type.fields).flatMap(([name, field]) => {
    const value = Object.hasOwn(input, name) ? input[name] : undefined;
    if (field.refersTo === undefined || value === undefined || value === null) return [];
    const parsed = field.parse(value);
    return parsed.ok && typeof parsed.value === 'string' ? [{ name, target: field.refersTo, id: parsed.value }] : [];
  });
}

function noSuchRecord(name: string, target: string): RecordFault {
  const detail = target === PEOPLE ? 'is not the id of a person in this workspace' : `is not the id of a live record of ${target}`;
  return { pointer: `/${name}`, code: 'no-such-record', detail };
}
