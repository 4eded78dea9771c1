import type { Field, ViewKind } from './field.ts';
import type { Hooks } from './hooks.ts';

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

/** A list that the UI offers from the start, such as “My open tasks”. */
export interface StartingView {
  /** The name for people. */
  readonly name: string;
  /** Query parameters of the list, such as `{ 'status[ne]': 'done' }`. */
  readonly filters: Readonly<Record<string, string>>;
  /** Without it, the view is a list. */
  readonly kind?: ViewKind;
  /** The field of a board's columns, or of a calendar's days. It must be filterable. */
  readonly by?: string;
  /** A sortable field, with `-` in front for descending. Without it, the newest records are first. */
  readonly sort?: string;
  /** The columns besides the title. Without them, the UI shows the first fields of the type. */
  readonly columns?: readonly string[];
}

/** A check of several fields of a record. */
export interface Rule<Values = Readonly<Record<string, unknown>>, Name extends string = string> {
  /** The rule applies to a new record, and to a change of one of these fields. It does not apply while one of them is invalid. */
  readonly fields: readonly Name[];
  /**
   * Returns a message for each field at fault, such as `{ dueDate: 'must not be before the start date' }`.
   * @param before the record before the change; `undefined` for a new record
   */
  check(record: Values, before: Values | undefined): Readonly<Partial<Record<Name, string>>> | undefined;
}

/** What an action may use besides the record and its input. */
export interface ActionContext {
  /** The time of the request: RFC 3339, in UTC. */
  readonly now: string;
  /** The id of the caller. */
  readonly me: string;
}

/** Values whose lists and objects are read-only too. Rules, actions and computed fields get them. */
export type DeepReadonly<Value> = Value extends object ? { readonly [Key in keyof Value]: DeepReadonly<Value[Key]> } : Value;

type AnyValues = Readonly<Record<string, unknown>>;

/** A change of a record with a name: `POST /api/v1/{type}/{id}/actions/{name}`, and a button in the UI. */
export interface Action<Values = AnyValues, Input = AnyValues, Changes = AnyValues> {
  /** The label of the button, such as “Complete”. */
  readonly title: string;
  /** The lowest role that may run it. Default: editor. */
  readonly role?: 'editor' | 'admin';
  /** The fields of the request's body. Default: no body. */
  readonly input?: Fields;
  /** A realistic input for the documentation and the tests. */
  readonly example?: AnyValues;
  /** Returns the fields to change; `null` unsets a field. It can run several times for one request. */
  change(record: Values, input: Input, context: ActionContext): Changes;
}

/** The definition of a record type, before it is checked. */
export interface Definition {
  /** The plural in paths, such as `tasks`. */
  readonly name: string;
  /** The plural for people, such as `Tasks`. */
  readonly title: string;
  /** The singular for people, such as `task`. */
  readonly singular: string;
  /** Whether the service itself uses the records. They have no history, and their routes are not those of record types. */
  readonly isSystem?: true;
  readonly fields: Fields;
  /** Fields by which a list can be filtered. */
  readonly filterable: readonly string[];
  readonly indexes: readonly Index[];
  /** Rules over several fields, by name. The name is the `code` of their faults. */
  readonly rules?: Readonly<Record<string, Rule>>;
  /** Actions by name, in the order of their buttons. */
  readonly actions?: Readonly<Record<string, Action>>;
  /** Runs from the change stream, outside of requests. */
  readonly hooks?: Hooks;
  /** Views that the UI lists below the type. */
  readonly views?: readonly StartingView[];
  /** A realistic record for the documentation and the tests. */
  readonly example: Readonly<Record<string, unknown>>;
}
