import type { JsonSchema } from './json-schema.ts';
import type { KeyFormat, KeyFormatName } from './key-format.ts';

/** One fault of a value. `path` leads from the field to the faulty part: `/2` is the third item of a list. */
export interface Fault {
  readonly code: string;
  readonly detail: string;
  readonly path?: string;
}

/** A normalised value (`undefined` means that the field is unset), or all faults of the input. */
export type Parsed<Value> =
  | { readonly ok: true; readonly value: Value | undefined }
  | { readonly ok: false; readonly faults: readonly Fault[] };

/**
 * The form controls, each with its settings. `public/controls` has a file for each.
 * A field kind that needs another control adds it here from its own file, by `declare module`.
 */
export interface Controls {
  readonly line: { readonly inputType: 'text' | 'email' | 'url' | 'tel'; readonly maxLength?: number };
  readonly lines: { readonly maxLength?: number };
  readonly number: { readonly min?: number; readonly max?: number; readonly step: number | 'any' };
  readonly checkbox: object;
  readonly select: {
    readonly choices: readonly string[];
    /** Former choices, which records may still have. */
    readonly retired?: readonly string[];
  };
  readonly date: object;
  readonly 'date-time': object;
  readonly list: { readonly maxItems: number; readonly maxLength: number };
}

/** The control that a form shows for a field. */
export type Control = { [Type in keyof Controls]: { readonly type: Type } & Controls[Type] }[keyof Controls];

/** Filter operators. `dueDate[gte]=…` uses `gte`; a parameter without brackets uses `eq`. */
export type Operator = 'eq' | 'gt' | 'gte' | 'lt' | 'lte' | 'prefix' | 'exists';

/**
 * One field of a record type. Each field kind implements this interface, and no other code depends on the kind of a field.
 * `Always` means for the compiler that every record has a value: the field is required or has a default.
 */
export interface Field<Value = unknown, Always extends boolean = boolean> {
  readonly kind: string;
  readonly label?: string;
  /** The attribute that holds the value in records from before the field had this name; a write moves it. */
  readonly was?: string;
  readonly required: boolean;
  readonly always: Always;
  readonly default: Value | undefined;
  /** The record type, or `people`, whose ids the values are. A write checks that they exist. */
  readonly refersTo?: string;
  /** Whether no two records of a workspace may have the same value, as `terms` compares. */
  readonly unique?: boolean;
  /** The faults of the field's options, with the fix. A type with such a field cannot be defined. */
  readonly contradiction?: string | undefined;

  /** Normalises and checks a value of JSON. It never gets `null` or `undefined`. */
  parse(input: unknown): Parsed<Value>;
  /** Replaces a word for the caller, such as `me`, in a value of a record or a filter. Comes before `parse`. */
  resolve?(input: unknown, me: string): unknown;
  /** As `parse`, for a value to filter by. Needed if filters accept more values than a record may get. */
  parseOperand?(input: unknown, moment: Moment): Parsed<Value>;
  /** As `parse`, for a value that a record already has. Needed if records keep values that they may not get. */
  parseStored?(input: unknown): Parsed<Value>;
  /** Reads the text of a CSV cell or a query parameter. The result goes to `parse`. */
  fromText(text: string): unknown;
  /** Any stored value as text, including one that does not fit the field's current rules. */
  toText(value: unknown): string;

  /** The rules for the OpenAPI document. With an `enum`, records can be counted by the field. */
  readonly jsonSchema: JsonSchema;
  readonly control: Control;

  /** What filters accept besides the values of records, for the OpenAPI document. */
  readonly operandNote?: string;
  readonly operators: readonly Operator[];
  /** Whether a filter may have several values, separated by commas. */
  readonly severalValues: boolean;
  /** Decides `terms` and `sortKey`, which accept any stored value. */
  readonly keyFormat: KeyFormatName;
  /** The terms that `eq` compares: a filter matches if a record has one of its terms. Values with equal terms have equal sort keys. */
  readonly terms: KeyFormat['terms'];
  /** The value as a string that sorts by code point like the values. Absent if the kind has no order. */
  readonly sortKey?: KeyFormat['sortKey'];
  /** The most bytes of UTF-8 that `sortKey` returns. */
  readonly sortKeyBytes?: number;
  /** Whether `q` searches this field. */
  readonly searchable: boolean;
}

/** The time of a request, for filters such as `today`. */
export interface Moment {
  /** The calendar day, `YYYY-MM-DD`, in the time zone of the request. */
  readonly today: string;
  /** The first instant of a calendar day in that time zone: RFC 3339, in UTC. */
  startOf(day: string): string;
}

/** Options of every kind. */
export interface FieldOptions<Value> {
  readonly label?: string;
  /** The name that the field had before. */
  readonly was?: string;
  readonly required?: boolean;
  readonly default?: Value;
  /** No two records of a workspace have the same value, as the filter `eq` compares; records in the trash keep theirs. */
  readonly unique?: boolean;
}

/** `true` if the options guarantee a value. */
export type AlwaysOf<Options> = Options extends { required: true }
  ? true
  : Options extends { default: NonNullable<unknown> }
    ? true
    : false;

/** The members of a field that come from its common options. */
export function commonOptions<Value, const Options extends FieldOptions<Value>>(options: Options) {
  const { label, was, required = false, unique = false } = options;
  const names = { ...(label === undefined ? {} : { label }), ...(was === undefined ? {} : { was }) };
  return { ...names, ...(unique ? { unique } : {}), required, always: alwaysOf(options), default: options.default };
}

// The overload gives the type, because the compiler cannot compute a conditional type in a function body.
function alwaysOf<Options extends FieldOptions<unknown>>(options: Options): AlwaysOf<Options>;
function alwaysOf(options: FieldOptions<unknown>): boolean {
  return options.required === true || options.default !== undefined;
}

export const blank = { ok: true, value: undefined } as const;

export function valid<Value>(value: Value): Parsed<Value> {
  return { ok: true, value };
}

export function invalid(code: string, detail: string): { ok: false; faults: readonly Fault[] } {
  return { ok: false, faults: [{ code, detail }] };
}
