import type { Field } from './field.ts';

/** Indexes that one type may declare. The table has one more, for the trash (see `store/table.ts`). */
export const MAX_INDEXES = 8;

/** What a field refers to if its values are ids of people. */
export const PEOPLE = 'people';

/** Fields that the service sets, never a client. */
export const SERVICE_FIELDS = ['id', 'createdAt', 'updatedAt', 'createdBy', 'updatedBy', 'version', 'deletedAt'] as const;

/** Query parameters of every list. No filter can have such a name. */
export const QUERY_WORDS = ['limit', 'cursor', 'sort', 'fields', 'groupBy', 'trashed', 'q', 'expand'] as const;
export type QueryWord = (typeof QUERY_WORDS)[number];

export type Fields = Readonly<Record<string, Field>>;

/**
 * An order of the records of one workspace and type that is cheap to read.
 * Without `where`, it makes lists sortable by the field `by`.
 * With `where`, it makes the filter `where=value` cheap in the order of `by`.
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
  /** A realistic record, which the documentation shows and the tests send. */
  readonly example: Readonly<Record<string, unknown>>;
}
