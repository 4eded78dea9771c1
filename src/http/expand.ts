import type { People } from '../people/people.ts';
import { PEOPLE } from '../schema/definition.ts';
import type { RecordType } from '../schema/record-type.ts';
import type { RecordStore, Scope } from '../store/record-store.ts';

/** Reads the records and people that fields refer to. One DynamoDB request reads up to 100 of one type. */
export type Expand = (
  scope: Scope,
  fields: readonly string[],
  records: readonly Readonly<Record<string, unknown>>[],
) => Promise<ExpandedValues[]>;

/** The referenced record or person of each field; `null` if it no longer exists. Fields without a value are omitted. */
export type ExpandedValues = Readonly<Record<string, unknown>>;

export interface ExpandOptions {
  readonly recordTypes: readonly RecordType[];
  readonly store: RecordStore;
  readonly people: People;
}

/** Returns the fields that `expand` accepts: references to records or people. */
export function expandableFields({ fields }: RecordType): string[] {
  return Object.keys(fields).filter((name) => fields[name]?.refersTo !== undefined);
}

export function createExpand({ recordTypes, store, people }: ExpandOptions): Expand {
  async function find({ workspace }: Scope, target: string, ids: readonly string[]): Promise<ReadonlyMap<string, unknown>> {
    if (target === PEOPLE) return await people.find(workspace, ids);
    const type = recordTypes.find(({ name }) => name === target);
    return type === undefined ? new Map() : await store.getMany({ workspace, type }, ids);
  }

  return async function expand(scope, fields, records) {
    const targetOf = (name: string) => scope.type.fields[name]?.refersTo ?? '';
    const targets = [...new Set(fields.map(targetOf))];
    const lookups = targets.map(async (target): Promise<[string, ReadonlyMap<string, unknown>]> => {
      const names = fields.filter((name) => targetOf(name) === target);
      const ids = records.flatMap((record) => names.flatMap((name) => idIn(record, name) ?? []));
      return [target, ids.length === 0 ? new Map() : await find(scope, target, [...new Set(ids)])];
    });
    const found = new Map(await Promise.all(lookups));
    return records.map((record) => {
      const values = fields.flatMap((name) => {
        const id = idIn(record, name);
        return record[name] === undefined ? [] : [[name, (id === undefined ? undefined : found.get(targetOf(name))?.get(id)) ?? null]];
      });
      return Object.fromEntries(values);
    });
  };
}

/**
 * Returns the id in a field, or `undefined` if the value is not a string.
 * A value that was stored before the field became a reference can have any type.
 */
function idIn(record: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = record[name];
  return typeof value === 'string' ? value : undefined;
}
