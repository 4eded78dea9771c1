import type { ComponentChildren, ComponentType } from 'preact';
import type { Field, Operator } from '../../src/schema/field.ts';
import type { RecordType } from '../../src/schema/record-type.ts';
import type { FormCodec, FormValue } from '../model/form-values.ts';
import type { StoredRecord } from '../model/stored-record.ts';

/** Everything the UI does with a field, by the field's control type. */
export interface FieldControl extends FormCodec {
  /** Edits the value in a form. */
  readonly Input: ComponentType<InputProps>;
  /** Filters a list by the field. */
  readonly Filter: ComponentType<FilterProps>;
  /** Shows the value in a list or a panel. A translated page needs a new element for each value: see `ChangingText`. */
  readonly Cell: ComponentType<CellProps>;
  /** The width of a table column in pixels that most values need, and whether longer values are usual. */
  width(field: Field): { readonly least: number; readonly grows: boolean };
  /** The value as plain text, for sentences. */
  toText(value: unknown, context: TextContext): string;
  /** Words for operators that replace the usual ones, such as “over” for “after”. Filters offer a range if it has words for it. */
  readonly filterWords?: Readonly<Partial<Record<Operator, string>>>;
  /** Whether one choice is the whole change, so that a list saves it at once. */
  readonly isOneChoice?: boolean;
  /** Whether values are lists, whose items can be added and removed. */
  readonly hasItems?: boolean;
  /** Whether a value needs its label beside it where no column has it: “Total 16”. */
  readonly needsLabel?: boolean;
  /** Whether sentences put the value in quotes. */
  readonly isQuoted?: boolean;
}

export interface TextContext {
  readonly field: Field;
  /** The title of a record that a field refers to. */
  readonly titleOf: TitleOf;
}

/** By the name of the type and the id. */
export type TitleOf = (typeName: string, id: string) => string;

/** For code that cannot look up a title. */
export const idAsTitle: TitleOf = (_, id) => id;

export interface InputProps {
  readonly field: Field;
  readonly id: string;
  readonly value: FormValue;
  readonly describedBy: string | undefined;
  readonly isInvalid: boolean;
  readonly isDisabled?: boolean;
  readonly onInput: (value: FormValue) => void;
  readonly onLeave: () => void;
}

export interface FilterProps {
  readonly label: string;
  readonly field: Field;
  /** The operators that need a value. */
  readonly operators: readonly Operator[];
  /** The value that is set for an operator; empty for none. */
  readonly get: (operator: Operator) => string;
  readonly set: (operator: Operator, value: string) => void;
}

export interface CellProps {
  readonly type: RecordType;
  readonly record: StoredRecord;
  readonly name: string;
  readonly field: Field;
  readonly value: unknown;
  /** Shows the whole value, where there is room for it. */
  readonly isFull: boolean;
  /** The width of the table column in pixels; `undefined` if the cell can be as high as it needs. */
  readonly room: number | undefined;
  /** Marks the words of a search. */
  readonly mark: MarkText;
}

export type MarkText = (text: string) => ComponentChildren;
