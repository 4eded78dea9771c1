import { choiceFor } from '../../../src/schema/choice-words.ts';
import { guardCell, unguardCell } from '../../../src/schema/csv-format.ts';
import { PEOPLE } from '../../../src/schema/definition.ts';
import type { Field } from '../../../src/schema/field.ts';
import { isRecordId } from '../../../src/schema/record-id.ts';
import { inputNames, type RecordType } from '../../../src/schema/record-type.ts';
import { faultDetail } from '../fault-detail.ts';
import { labelOf } from '../labels.ts';
import { AS_IS, BY_TITLE, type Conversion, conversionsOf, convertCell, type GuessContext, guessConversion } from './conversions.ts';
import { PARTS_OF_NAME, synonymsOf } from './synonyms.ts';
import type { CsvTable } from './table.ts';
import { titleColumn } from './title-column.ts';

/** What happens to one column of the file. */
export interface ColumnPlan {
  /** The field that it fills, or `id` or `version`; `undefined`: it is left out. */
  readonly target: string | undefined;
  /** How its cells are converted; `undefined`: a person must choose it. */
  readonly conversion: string | undefined;
  /** For a field with choices: the choice for each word of the column, blank for a word that is not converted. */
  readonly choices: Readonly<Record<string, string>>;
}

/** One plan for each column, in their order. */
export type Mapping = readonly ColumnPlan[];

const LEFT_OUT: ColumnPlan = { target: undefined, conversion: AS_IS, choices: {} };

/** What a column can be mapped to: the fields, and the id and version of the record to update. */
export function targetsOf(type: RecordType): string[] {
  return [...inputNames(type), 'id', 'version'];
}

/** Guesses the field of each column: first by field names and labels, then by the names that other programs use. */
export function guessMapping(type: RecordType, table: CsvTable): Mapping {
  const names = table.header.map((name) => plain(unguardCell(name)));
  const targets = new Map<number, string>();
  const take = (target: string, wanted: string) => {
    const column = names.findIndex((name, index) => name === wanted && !targets.has(index));
    if (column !== -1) targets.set(column, target);
    return column !== -1;
  };
  const isOwnExport = namesRecords(table, names.indexOf('id'));
  // Other programs export names of people, and the field needs ids: people choose such a column themselves.
  const fields = inputNames(type).filter((name) => isOwnExport || type.fields[name]?.refersTo !== PEOPLE);
  const others = (isOwnExport ? targetsOf(type) : fields).filter((target) => !namesOf(type, target).some((name) => take(target, name)));
  for (const target of others.filter((name) => fields.includes(name))) {
    const synonyms = [...ownSynonyms(type, target), ...synonymsOf([...namesOf(type, target), ...kindNames(type, target)])];
    if (synonyms.includes('fullname') && !names.includes('fullname') && PARTS_OF_NAME.every((part) => names.includes(part))) {
      for (const part of PARTS_OF_NAME) take(target, part);
    } else {
      // Exports often have blank columns. They must not win over a filled column with another fitting name.
      synonyms.some((name) => !isBlankColumn(table, names.indexOf(name)) && take(target, name));
    }
  }
  takeRepeated(type, names, targets);
  return table.header.map((_, column) => planFor(type, table, { column, target: targets.get(column), isOwnExport }));
}

/** Maps a column to another field. A column that was mapped to that field is left out, unless both can be joined. */
export function remapped(
  type: RecordType,
  table: CsvTable,
  mapping: Mapping,
  moved: { column: number; target: string | undefined },
): Mapping {
  const { column, target } = moved;
  const isOwnExport = target !== 'id' && mapping.some((plan) => plan.target === 'id');
  return mapping.map((plan, index) => {
    if (index === column) return planFor(type, table, { column, target, isOwnExport });
    const isTaken = target !== undefined && plan.target === target && jointOf(type.fields[target]) === undefined;
    return isTaken ? LEFT_OUT : plan;
  });
}

/** What must be chosen before the file can be imported, as sentences. */
export function openQuestions(type: RecordType, table: CsvTable, mapping: Mapping): string[] {
  const targets = mapping.map(({ target }) => target);
  const isUpdate = targets.includes('id');
  const missing = Object.entries(type.fields)
    .filter(([name, field]) => field.required && !isUpdate && !targets.includes(name))
    .map(([name]) => `${labelOf(type, name)} is required: choose a column for it.`);
  const undecided = mapping.flatMap(({ conversion }, column) =>
    conversion === undefined ? [`Choose the format of the column “${nameOf(table, column)}”.`] : [],
  );
  const isEmpty = !targets.some((target) => target !== undefined && Object.hasOwn(type.fields, target));
  return missing.length === 0 && isEmpty ? ['Choose a field for at least one column.'] : [...missing, ...undecided];
}

/** The names of the columns that are not imported. */
export function ignoredColumns(table: CsvTable, mapping: Mapping): string[] {
  return mapping.flatMap(({ target }, column) => (target === undefined ? [nameOf(table, column)] : []));
}

export function nameOf({ header }: CsvTable, column: number): string {
  const name = unguardCell(header[column] ?? '');
  return name === '' ? `Column ${column + 1}` : name;
}

/** The cell that is sent to the service for one column of a row. */
export function convertedCell(type: RecordType, plan: ColumnPlan, cell: string): string {
  const field = plan.target === undefined ? undefined : type.fields[plan.target];
  return field === undefined ? cell : convertCell(conversionBy(field, plan), cell);
}

/** Why the service would refuse a cell, unless the record has this value already; `undefined` if it would not. */
export function cellFault(type: RecordType, plan: ColumnPlan, cell: string): string | undefined {
  const field = plan.target === undefined ? undefined : type.fields[plan.target];
  const text = unguardCell(convertedCell(type, plan, cell));
  if (field === undefined || text.trim() === '' || plan.conversion === BY_TITLE) return undefined;
  const parsed = field.parse((field.fromCell ?? field.fromText)(text));
  return parsed.ok ? undefined : parsed.faults.map((fault) => faultDetail(field, fault)).join('; ');
}

/** The separator for several columns that are joined in one field; `undefined` if the field accepts only one column. */
export function jointOf(field: Field | undefined): ' ' | '\n' | ';' | undefined {
  if (field?.control.type === 'list') return ';';
  if (field?.control.type === 'lines') return '\n';
  return field?.control.type === 'line' && field.control.inputType === 'text' ? ' ' : undefined;
}

/** The header that the service gets. It ignores columns without a name: those left out, and those joined to an earlier one. */
export function convertedHeader(type: RecordType, mapping: Mapping): string[] {
  return mapping.map((plan, column) => (isFirstOf(mapping, column) ? sentName(type, plan) : ''));
}

function sentName({ fields }: RecordType, { target, conversion }: ColumnPlan): string {
  if (target === undefined) return '';
  return (conversion === BY_TITLE ? titleColumn(target, fields[target]) : undefined) ?? target;
}

/** A row as the service gets it, as wide as it is in the file. */
export function convertedRow(type: RecordType, mapping: Mapping, cells: readonly string[]): string[] {
  return mapping.map(({ target }, column) => {
    if (target === undefined || !isFirstOf(mapping, column)) return '';
    const parts = mapping.flatMap((plan, index) => (plan.target === target ? [convertedCell(type, plan, cells[index] ?? '')] : []));
    if (parts.length === 1) return parts[0] ?? '';
    const filled = parts.map(unguardCell).filter((part) => part.trim() !== '');
    return guardCell(filled.join(jointOf(type.fields[target]) ?? ' '));
  });
}

function isFirstOf(mapping: Mapping, column: number): boolean {
  return mapping.findIndex(({ target }) => target === mapping[column]?.target) === column;
}

function conversionBy(field: Field, { conversion, choices }: ColumnPlan): Conversion['convert'] {
  if (field.control.type === 'select') return (cell) => choices[cell.trim()] || undefined;
  return conversionsOf(field).find(({ id }) => id === conversion)?.convert ?? (() => undefined);
}

function planFor(
  type: RecordType,
  table: CsvTable,
  { column, target, isOwnExport }: { column: number; target: string | undefined; isOwnExport: boolean },
): ColumnPlan {
  const field = target === undefined ? undefined : type.fields[target];
  if (field === undefined) return { ...LEFT_OUT, target };
  const cells = table.rows.map((row) => row.cells[column] ?? '');
  if (target !== undefined && table.header[column] === titleColumn(target, field)) return { target, conversion: BY_TITLE, choices: {} };
  return { target, conversion: guessConversion(field, cells, { isOwnExport }), choices: choicesIn(field, cells, { isOwnExport }) };
}

/** The words of a column that are not choices of the field, each with the choice that it means. */
function choicesIn({ control }: Field, cells: readonly string[], { isOwnExport }: GuessContext): Record<string, string> {
  if (control.type !== 'select') return {};
  // In an export of the service, records have retired choices, and keep them.
  const known = [...control.choices, ...(isOwnExport ? (control.retired ?? []) : [])];
  const words = new Set(cells.map((cell) => unguardCell(cell).trim()).filter((word) => word !== '' && !known.includes(word)));
  return Object.fromEntries([...words].map((word) => [word, choiceFor(control.choices, word) ?? '']));
}

/** Columns of the same name, as Jira writes one for each label of an issue, go to the same field if it can join them. */
function takeRepeated(type: RecordType, names: readonly string[], targets: Map<number, string>): void {
  for (const [column, target] of [...targets]) {
    if (jointOf(type.fields[target]) === undefined) continue;
    for (const [index, name] of names.entries()) {
      if (name === names[column] && !targets.has(index)) targets.set(index, target);
    }
  }
}

/** Whether a column holds ids of records, so that its rows update these records. */
function namesRecords(table: CsvTable, column: number): boolean {
  const ids = table.rows.map(({ cells }) => cells[column]?.trim() ?? '').filter((id) => id !== '');
  return ids.length > 0 && ids.every(isRecordId);
}

function isBlankColumn({ rows }: CsvTable, column: number): boolean {
  return rows.every(({ cells }) => (cells[column] ?? '').trim() === '');
}

function namesOf(type: RecordType, target: string): string[] {
  return [target, labelOf(type, target), titleColumn(target, type.fields[target]) ?? target].map(plain);
}

function ownSynonyms(type: RecordType, target: string): string[] {
  return (type.fields[target]?.synonyms ?? []).map(plain);
}

/** What the values of a field are called, whatever its name is: an e-mail address can be in the field `contact`. */
function kindNames({ fields }: RecordType, target: string): string[] {
  const control = fields[target]?.control;
  if (control?.type !== 'line' || control.inputType === 'text') return [];
  return [{ email: 'email', tel: 'phone', url: 'website' }[control.inputType]];
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
}
