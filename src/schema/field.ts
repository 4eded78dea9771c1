import type { JsonSchema } from './json-schema.ts';
import type { KeyFormat, KeyFormatName } from './key-format.ts';

/** One fault of a value. `path` leads from the field to the faulty part: `/2` is the third item of a list. */
export interface Fault {
  readonly code: string;
  readonly detail: string;
  readonly path?: string;
  /** What a function of the record type threw. For the log only. */
  readonly cause?: unknown;
}

/** A normalised value (`undefined` means that the field is unset), or all faults of the input. */
export type Parsed<Value> =
  | { readonly ok: true; readonly value: Value | undefined }
  | { readonly ok: false; readonly faults: readonly Fault[] };

/**
 * The form controls and their settings. `public/controls` has a file for each control.
 * A field kind that needs another control adds it from its own file with `declare module`.
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
    /** The choice of a record that is done. */
    readonly done?: string;
  };
  readonly date: object;
  readonly 'date-time': object;
  readonly list: { readonly maxItems: number; readonly maxLength: number };
}

/** The control that a form shows for a field. */
export type Control = { [Type in keyof Controls]: { readonly type: Type } & Controls[Type] }[keyof Controls];

/** How a view shows records besides a list: a board has a column for each choice, a calendar a box for each day. */
export type ViewKind = 'board' | 'calendar';

/** Filter operators. `dueDate[gte]=…` uses `gte`; a parameter without brackets uses `eq`. */
export type Operator = 'eq' | 'ne' | 'gt' | 'gte' | 'lt' | 'lte' | 'prefix' | 'contains' | 'exists';

/**
 * One field of a record type. Each field kind implements this interface, and no other code depends on the kind of a field.
 * `Always` tells the compiler that every record has a value, because the field is required or has a default.
 */
export interface Field<Value = unknown, Always extends boolean = boolean> {
  readonly kind: string;
  readonly label?: string;
  /** Other names for the field, by which the UI recognises a column of a CSV file. */
  readonly synonyms?: readonly string[];
  /** The former name of the field. Older records have the value in this attribute, and a write moves it. */
  readonly was?: string;
  readonly required: boolean;
  readonly always: Always;
  readonly default: Value | undefined;
  /** The record type whose ids the values are, or `people`. A write checks that the ids exist. */
  readonly refersTo?: string;
  /** Whether values must be unique in a workspace. Values with equal `terms` count as the same value. */
  readonly unique?: boolean;
  /** Returns the value from the record's other fields. Absent for a field that clients set. */
  compute?(record: Readonly<Record<string, unknown>>): unknown;
  /** The fault in the field's options, with the fix. The service does not start with such a field. */
  readonly contradiction?: string | undefined;

  /** Normalises and checks a JSON value. Never called with `null` or `undefined`. */
  parse(input: unknown): Parsed<Value>;
  /** Replaces a word for the caller, such as `me`, with the caller's id, in a record or a filter. Called before `parse`. */
  resolve?(input: unknown, me: string): unknown;
  /** Like `parse`, for a filter value. Needed if filters accept values that a write does not accept. */
  parseOperand?(input: unknown, moment: Moment): Parsed<Value>;
  /** Like `parse`, for a stored value. Needed if records may keep values that a write does not accept. */
  parseStored?(input: unknown): Parsed<Value>;
  /** Converts the text of a CSV cell or a query parameter to the input of `parse`. */
  fromText(text: string): unknown;
  /** Like `fromText`, for a CSV cell. Needed if people write values as the UI shows them, such as “In progress”. */
  fromCell?(text: string): unknown;
  /** Converts any stored value to text, even if it does not fit the field's current rules. */
  toText(value: unknown): string;

  /** The rules for the OpenAPI document. If they have an `enum`, records can be counted by the field. */
  readonly jsonSchema: JsonSchema;
  readonly control: Control;
  /** The kind of view that can arrange records by this field. */
  readonly arranges?: ViewKind;

  /** Describes values that only filters accept, for the OpenAPI document. */
  readonly operandNote?: string;
  readonly operators: readonly Operator[];
  /** Whether a filter may have several values, separated by commas. */
  readonly severalValues: boolean;
  /** The format of `terms` and `sortKey`. Both accept any stored value. */
  readonly keyFormat: KeyFormatName;
  /**
   * Returns the terms that `eq` compares. A filter matches if a record has any of its terms.
   * Values with equal terms have equal sort keys.
   */
  readonly terms: KeyFormat['terms'];
  /** Returns a string. Sorted by code point, these strings are in the order of the values. Absent if the kind has no order. */
  readonly sortKey?: KeyFormat['sortKey'];
  /** Maximum length of the result of `sortKey`, in bytes of UTF-8. */
  readonly sortKeyBytes?: number;
  /** Whether `q` searches this field. */
  readonly searchable: boolean;
}

/** A field whose value comes from the record's other fields. `with-computed.ts` makes it of a field. */
export interface ComputedField extends Field {
  compute(record: Readonly<Record<string, unknown>>): unknown;
}

/** The time of a request, for filters such as `today`. */
export interface Moment {
  /** The calendar day, `YYYY-MM-DD`, in the time zone of the request. */
  readonly today: string;
  /** Returns the first instant of a calendar day in that time zone: RFC 3339, in UTC. */
  startOf(day: string): string;
}

/** Options of every field kind. */
export interface FieldOptions<Value> {
  readonly label?: string;
  /** Other names for the field, by which the UI recognises a column of a CSV file. */
  readonly synonyms?: readonly string[];
  /** The former name of the field. */
  readonly was?: string;
  readonly required?: boolean;
  readonly default?: Value;
  /** Values must be unique in a workspace, compared like the filter `eq`. Records in the trash keep their values. */
  readonly unique?: boolean;
}

/** Options of which none is misspelled. The compiler checks that only for literals of a fixed type, so here it needs a type of its own. */
export type OnlyOptions<Options, Known> = Options & { readonly [Name in Exclude<keyof Options, keyof Known>]: never };

/** `true` if the options guarantee a value. */
export type AlwaysOf<Options> = Options extends { required: true }
  ? true
  : Options extends { default: NonNullable<unknown> }
    ? true
    : false;

/** Returns the properties of a field that come from its common options. */
export function commonOptions<Value, const Options extends FieldOptions<Value>>(options: Options) {
  const { label, synonyms, was, required = false, unique = false } = options;
  const names = {
    ...(label === undefined ? {} : { label }),
    ...(synonyms === undefined ? {} : { synonyms }),
    ...(was === undefined ? {} : { was }),
  };
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
