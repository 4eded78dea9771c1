import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { Field } from '../../src/schema/field.ts';
import { inputNames, type RecordType, titleField } from '../../src/schema/record-type.ts';
import type { FieldEdit, FieldEdits } from '../model/field-edits.ts';
import { checkFormValue, type FormCodecs, type FormValue, isEmpty } from '../model/form-values.ts';

/** One field of a bulk edit, as entered. */
export interface BulkRow {
  readonly key: number;
  readonly name: string;
  readonly how: FieldEdit['how'];
  /** `undefined` until a value is entered. */
  readonly value: FormValue | undefined;
  readonly add: FormValue;
  readonly remove: FormValue;
  readonly fault: string | undefined;
}

export type BulkEntry = Partial<Pick<BulkRow, 'how' | 'value' | 'add' | 'remove'>>;

/** The form of a bulk edit: each row changes one field. No value is preset, so that only a chosen value reaches the records. */
export interface BulkForm {
  readonly rows: ReadonlySignal<readonly BulkRow[]>;
  /** Whether every row says what to do. */
  readonly isComplete: ReadonlySignal<boolean>;
  /** The fields without a row, and the row's own field. */
  choices(row?: BulkRow): readonly string[];
  /** The ways to change a field; the first one is usual. */
  waysOf(name: string): readonly FieldEdit['how'][];
  addRow(): void;
  removeRow(row: BulkRow): void;
  chooseField(row: BulkRow, name: string): void;
  enter(row: BulkRow, entry: BulkEntry): void;
  /** Checks the rows. Shows the faults and returns `undefined` if a value is invalid. */
  check(): FieldEdits | undefined;
}

export interface BulkFormOptions {
  readonly codecs: FormCodecs;
  /** Whether values of a field are lists, whose items can be added and removed. */
  readonly hasItems: (field: Field) => boolean;
}

export function createBulkForm(type: RecordType, { codecs, hasItems }: BulkFormOptions): BulkForm {
  const names = inputNames(type).filter((name) => name !== titleField(type));
  const usual = [...type.filterable.filter((name) => names.includes(name)), ...names];
  const rows = signal<readonly BulkRow[]>([]);
  let nextKey = 0;

  function fieldOf(name: string): Field {
    const field = type.fields[name];
    if (field === undefined) throw new TypeError(`No such field: ${name}`);
    return field;
  }

  function waysOf(name: string): FieldEdit['how'][] {
    const field = fieldOf(name);
    return [...(hasItems(field) ? (['items'] as const) : []), 'set', ...(field.always ? [] : (['clear'] as const))];
  }

  function emptyRow(name: string): BulkRow {
    const [how = 'set'] = waysOf(name);
    return { key: nextKey++, name, how, value: undefined, add: [], remove: [], fault: undefined };
  }

  const replace = (row: BulkRow, changed: BulkRow) => {
    rows.value = rows.value.map((other) => (other.key === row.key ? changed : other));
  };
  const isTaken = (name: string) => rows.value.some((row) => row.name === name);

  function checkRow(row: BulkRow): FieldEdit | { readonly fault: string } {
    const { how, name, value, add, remove } = row;
    if (how === 'clear') return { how };
    const checked = checkFormValue(codecs, fieldOf(name), how === 'set' ? (value ?? null) : add);
    if (!checked.ok) return { fault: checked.fault };
    return how === 'set' ? { how, value: checked.value } : { how, add: textsOf(checked.value), remove: textsOf(remove) };
  }

  function addRow(): void {
    const name = usual.find((free) => !isTaken(free));
    if (name !== undefined) rows.value = [...rows.value, emptyRow(name)];
  }

  addRow();
  return {
    rows,
    isComplete: computed(() => rows.value.length > 0 && rows.value.every(isRowComplete)),
    choices: (row) => names.filter((name) => name === row?.name || !isTaken(name)),
    waysOf,
    addRow,
    removeRow(row) {
      rows.value = rows.value.filter(({ key }) => key !== row.key);
    },
    chooseField: (row, name) => replace(row, emptyRow(name)),
    enter: (row, entry) => replace(row, { ...row, ...entry, fault: undefined }),

    check() {
      const edits: [string, FieldEdit][] = [];
      rows.value = rows.value.map((row) => {
        const checked = checkRow(row);
        if ('fault' in checked) return { ...row, fault: checked.fault };
        edits.push([row.name, checked]);
        return { ...row, fault: undefined };
      });
      return edits.length === rows.value.length ? Object.fromEntries(edits) : undefined;
    },
  };
}

function isRowComplete({ how, value, add, remove }: BulkRow): boolean {
  if (how === 'clear') return true;
  return how === 'set' ? value !== undefined && !isEmpty(value) : !isEmpty(add) || !isEmpty(remove);
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
