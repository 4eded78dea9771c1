import type { Action, DeepReadonly, Definition, Fields, Index, Rule } from './definition.ts';
import type { ComputedField, Field, Parsed } from './field.ts';
import type { Hooks } from './hooks.ts';

/** A definition in which the compiler checks the names of fields. */
export interface RecordTypeDefinition<F extends Fields> extends Omit<Definition, 'actions'> {
  readonly fields: F;
  readonly filterable: readonly (keyof F & string)[];
  readonly indexes: readonly Index<keyof F & string>[];
  readonly rules?: Readonly<Record<string, Rule<Values<F>, keyof F & string>>>;
  readonly actions?: (action: DefineAction<F>) => Readonly<Record<string, Action>>;
  readonly hooks?: Hooks<RecordOf<{ readonly fields: F }>>;
  readonly example: Readonly<Partial<Record<Inputs<F> & string, unknown>>>;
}

type Values<F extends Fields> = DeepReadonly<ValuesOf<{ readonly fields: F }>>;
/** The names of the fields that clients set. */
type Inputs<F extends Fields> = { [Name in keyof F]: F[Name] extends ComputedField ? never : Name }[keyof F];
type Changes<F extends Fields> = { readonly [Name in Extract<keyof Values<F>, Inputs<F>>]?: Values<F>[Name] | null };

/**
 * The result of an action. The compiler checks each name and value, and its message has the name of one of the next two types.
 * The second part of the type only lets an editor suggest names.
 */
type Checked<Allowed, Result> = Result & { readonly [Name in keyof Allowed]?: unknown } & {
  readonly [Name in keyof Result]: Name extends keyof Allowed
    ? Pick<Result, Name> extends Pick<Allowed, Name>
      ? unknown
      : IsNoValueOf<Name, Exclude<Allowed[Name], undefined>>
    : IsNoFieldThatAnActionSets<Name>;
};
interface IsNoValueOf<Name, Value> {
  readonly error: readonly [Name, Value];
}
interface IsNoFieldThatAnActionSets<Name> {
  readonly error: Name;
}

/** Returns the action. With it, the compiler knows the fields of the type and of the input. */
type DefineAction<F extends Fields> = <const I extends Fields = Record<never, never>, const R extends object = Changes<F>>(
  action: Action<Values<F>, Values<I>, Checked<Changes<F>, R>> & {
    readonly input?: I;
    readonly example?: Readonly<Partial<Record<keyof I, unknown>>>;
  },
) => Action;

export interface RecordType extends Definition {
  /** Fields that `sort` accepts: `createdAt`, and `by` of each index without `where`. */
  readonly sortable: readonly string[];
}

export type ValueOf<F extends Field> = ReturnType<F['parse']> extends Parsed<infer Value> ? Value : never;
type Certain<F extends Fields> = { [Name in keyof F]: F[Name]['always'] extends true ? Name : never }[keyof F];

/** The values of a record of this type in a response. */
export type ValuesOf<T> = T extends { readonly fields: infer F extends Fields }
  ? { [Name in Certain<F>]: ValueOf<F[Name]> } & { [Name in Exclude<keyof F, Certain<F>>]?: ValueOf<F[Name]> }
  : never;

/** A whole record of this type in a response. */
export type RecordOf<T> = ServiceValues & ValuesOf<T>;

export interface ServiceValues {
  readonly id: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly createdBy: string;
  readonly updatedBy: string;
  readonly version: number;
  readonly deletedAt?: string;
}

/**
 * Returns the field to show as the title of a record: the first required line of text, otherwise the first line of text.
 * A title is never computed, because people add a record by its title.
 */
export function titleField({ fields }: Pick<Definition, 'fields'>): string {
  const lines = inputNames({ fields }).filter((name) => fields[name]?.control.type === 'line');
  return lines.find((name) => fields[name]?.required) ?? lines[0] ?? 'id';
}

/** Returns the names of the unique fields. */
export function uniqueFields({ fields }: Definition): string[] {
  return Object.keys(fields).filter((name) => fields[name]?.unique === true);
}

/** Returns the names of the fields by which a CSV file can name a record: unique or indexed fields that clients set. */
export function matchFields({ fields, indexes }: Definition): string[] {
  const indexed = indexes.map(({ where, by }) => where ?? by);
  return inputNames({ fields }).filter((name) => fields[name]?.unique === true || indexed.includes(name));
}

/** Returns the fields with a default. */
export function fieldsWithDefault({ fields }: Pick<Definition, 'fields'>): readonly (readonly [string, Field])[] {
  return Object.entries(fields).filter(([, field]) => field.default !== undefined);
}

/** Returns the names of the fields that clients set. */
export function inputNames({ fields }: Pick<Definition, 'fields'>): string[] {
  return Object.keys(fields).filter((name) => fields[name]?.compute === undefined);
}

/** Returns the fields that clients set. */
export function inputFields({ fields }: Pick<Definition, 'fields'>): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, { compute }]) => compute === undefined));
}

/** Adds `sortable` to a definition and freezes it. `checkDefinitions` finds the faults that the compiler cannot find. */
export function defineRecordType<const F extends Fields>({
  actions,
  ...definition
}: RecordTypeDefinition<F>): Omit<RecordType, 'fields'> & { readonly fields: F } {
  const indexed = definition.indexes.flatMap(({ where, by }) => (where === undefined ? [by] : []));
  const named = actions === undefined ? {} : { actions: actions((action) => action) };
  return Object.freeze({ ...definition, ...named, sortable: [...new Set(['createdAt', ...indexed])] });
}
