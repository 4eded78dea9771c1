import type { Field } from './field.ts';

/**
 * How many indexes one type may declare. The table has one more, for the trash: see `store/table.ts`.
 */
export const MAX_INDEXES = 4;

/** Fields that the service sets, never a client. */
export const SERVICE_FIELDS = ['id', 'createdAt', 'updatedAt', 'createdBy', 'updatedBy', 'version', 'deletedAt'] as const;

/** Query parameters with a meaning of their own: no filter can have such a name. */
export const QUERY_WORDS = ['limit', 'cursor', 'sort', 'fields', 'groupBy', 'trashed', 'q'] as const;
export type QueryWord = (typeof QUERY_WORDS)[number];

export type Fields = Readonly<Record<string, Field>>;

/**
 * "Records of this workspace and type [whose field `where` has a given value], in the order of field `by`."
 * An index without `where` makes `by` sortable; one with `where` makes the filter `where=value` cheap in that order.
 */
export interface Index<Name extends string = string> {
  readonly where?: Name;
  readonly by: Name | 'createdAt';
}

/** What every definition says, before it is checked. */
export interface Definition {
  /** The plural as it stands in paths, such as `tasks`. */
  readonly name: string;
  /** The plural for people, such as `Tasks`. */
  readonly title: string;
  /** The singular for people, such as `task`. */
  readonly singular: string;
  readonly fields: Fields;
  /** Fields that a list can be filtered by. */
  readonly filterable: readonly string[];
  readonly indexes: readonly Index[];
  /** A believable record, shown in the documentation. */
  readonly example: Readonly<Record<string, unknown>>;
}
