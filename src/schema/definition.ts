import type { Field } from './field.ts';

/** Maximum number of indexes per type. The table has one additional index, for the trash (see `store/table.ts`). */
export const MAX_INDEXES = 8;

/** The value of `refersTo` for a field whose values are ids of people. */
export const PEOPLE = 'people';

/** Fields that only the service sets. */
export const SERVICE_FIELDS = ['id', 'createdAt', 'updatedAt', 'createdBy', 'updatedBy', 'version', 'deletedAt'] as const;

/** Query parameters of every list. A filterable field cannot have such a name. */
export const QUERY_WORDS = ['limit', 'cursor', 'sort', 'fields', 'groupBy', 'trashed', 'q', 'expand'] as const;
export type QueryWord = (typeof QUERY_WORDS)[number];

export type Fields = Readonly<Record<string, Field>>;

/**
 * An index of the records of one workspace and type.
 * Without `where`, lists can be sorted by the field `by`.
 * With `where`, lists with the filter `where=value` are cheap to read in the order of `by`.
 */
export interface Index<Name extends string = string> {
  readonly where?: Name;
  readonly by: Name | 'createdAt' | 'updatedAt';
}

/** The definition of a record type, before it is checked. */
export interface Definition {
  /** The plural in paths, such as `tasks`. */
  readonly name: string;
  /** The plural for people, such as `Tasks`. */
  readonly title: string;
  /** The singular for people, such as `task`. */
  readonly singular: string;
  readonly fields: Fields;
  /** Fields by which a list can be filtered. */
  readonly filterable: readonly string[];
  readonly indexes: readonly Index[];
  /** A realistic record for the documentation and the tests. */
  readonly example: Readonly<Record<string, unknown>>;
}
