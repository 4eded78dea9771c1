import type { JsonSchema } from './json-schema.ts';
import type { KeyFormat, KeyFormatName } from './key-format.ts';

/** What is wrong with one value. `path` leads from the field to the place inside it (`/2`: the third item of a list). */
export interface Fault {
  readonly code: string;
  readonly detail: string;
  readonly path?: string;
}

/** A normalised value (`undefined`: blank, the field is unset), or everything that is wrong with the input. */
export type Parsed<Value> =
  | { readonly ok: true; readonly value: Value | undefined }
  | { readonly ok: false; readonly faults: readonly Fault[] };

/** How a form asks for a value. */
export type Control =
  | { readonly type: 'line'; readonly inputType: 'text' | 'email' | 'url' | 'tel'; readonly maxLength?: number }
  | { readonly type: 'lines'; readonly maxLength?: number }
  | { readonly type: 'number'; readonly min?: number; readonly max?: number; readonly step: number | 'any' }
  | { readonly type: 'checkbox' }
  | { readonly type: 'select'; readonly choices: readonly string[] }
  | { readonly type: 'date' }
  | { readonly type: 'date-time' }
  | { readonly type: 'list'; readonly maxItems: number; readonly maxLength: number };

/** Filter operators, as they stand in a query: `dueDate[gte]=…`; `eq` is the bare name. */
export type Operator = 'eq' | 'gt' | 'gte' | 'lt' | 'lte' | 'prefix' | 'exists';

/**
 * One field of a record type. Every kind answers these questions for itself, so no shared code asks which kind a field is.
 * `Always` tells the compiler that a record always has a value here (the field is required or has a default).
 */
export interface Field<Value = unknown, Always extends boolean = boolean> {
  readonly kind: string;
  readonly label?: string;
  readonly required: boolean;
  readonly always: Always;
  readonly default: Value | undefined;
  /** What is wrong with the field's own options, and the mend; a type with such a field cannot be defined. */
  readonly contradiction?: string | undefined;

  /** Normalises and checks a value that came from outside (JSON). `null` and `undefined` never reach it. */
  parse(input: unknown): Parsed<Value>;
  /** Reads a value from text (a CSV cell, a query parameter) into what `parse` takes. */
  fromText(text: string): unknown;
  /** Any stored value as text, also one that does not fit the field as it is today. */
  toText(value: unknown): string;

  readonly jsonSchema: JsonSchema;
  readonly control: Control;

  readonly operators: readonly Operator[];
  /** Whether a filter may name several values, separated by commas. */
  readonly severalValues: boolean;
  /** Decides `terms` and `sortKey`, which take any stored value. */
  readonly keyFormat: KeyFormatName;
  readonly terms: KeyFormat['terms'];
  readonly sortKey?: KeyFormat['sortKey'];
  /** The most bytes of UTF-8 that `sortKey` can give. */
  readonly sortKeyBytes?: number;
  /** Whether `q` looks into this field. */
  readonly searchable: boolean;
}

/** Options that every kind takes. */
export interface FieldOptions<Value> {
  readonly label?: string;
  readonly required?: boolean;
  readonly default?: Value;
}

/** `true` where the options make a value certain. */
export type AlwaysOf<Options> = Options extends { required: true }
  ? true
  : Options extends { default: NonNullable<unknown> }
    ? true
    : false;

/** The parts of a field that its common options decide. */
export function commonOptions<Value, const Options extends FieldOptions<Value>>(options: Options) {
  const { label, required = false } = options;
  return { ...(label === undefined ? {} : { label }), required, always: alwaysOf(options), default: options.default };
}

// The overload tells the compiler what the options decide; a conditional type cannot be computed in a body.
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
