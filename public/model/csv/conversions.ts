import { guardCell, unguardCell } from '../../../src/schema/csv-format.ts';
import type { Control, Field } from '../../../src/schema/field.ts';
import { sameValue } from '../../../src/schema/same-value.ts';
import { type DateOrder, readDate } from './dates.ts';

/** A way to turn the cells of a column into what the service accepts. */
export interface Conversion {
  readonly id: string;
  readonly label: string;
  /** `undefined` for a cell that it cannot convert. Such a cell is sent unchanged, and the service refuses it. */
  readonly convert: (cell: string) => string | undefined;
}

export const AS_IS = 'as-is';
/** The cells are titles of the records, or names of the people, that they refer to. The service finds these. */
export const BY_TITLE = 'by-title';

const asIs: Conversion = { id: AS_IS, label: 'Don’t convert', convert: (cell) => cell };

const DATE_ORDERS: readonly (readonly [order: DateOrder, label: string])[] = [
  ['dmy', 'Dates are day/month/year'],
  ['mdy', 'Dates are month/day/year'],
  ['ymd', 'Dates are year/month/day'],
];

/** By control; columns of other controls are imported as they are. */
const CONVERSIONS: Readonly<Partial<Record<Control['type'], (control: Control) => readonly Conversion[]>>> = {
  line: (control) => (control.type === 'line' ? LINES[control.inputType] : []),
  date: () => DATE_ORDERS.map(([id, label]) => ({ id, label, convert: (cell) => readDate(cell, id)?.date })),
  'date-time': () => DATE_ORDERS.map(([id, label]) => ({ id, label, convert: (cell) => localMoment(cell, id) })),
  checkbox: () => [{ id: 'yes-no', label: 'Words such as “yes”, “ja” and “x”', convert: yesOrNo }],
  number: () => [
    { id: 'decimal-point', label: 'Numbers such as 1,234.5', convert: (cell) => plainDecimal(cell, ',', '.') },
    { id: 'decimal-comma', label: 'Numbers such as 1.234,5', convert: (cell) => plainDecimal(cell, '.', ',') },
  ],
  reference: () => [{ id: BY_TITLE, label: 'Find by title', convert: (cell) => cell }],
  person: () => [{ id: BY_TITLE, label: 'Find by name', convert: (cell) => cell }],
  list: () => [{ id: 'commas', label: 'Split at commas', convert: (cell) => joined(cell.split(/[,;\n]/)) }],
};

const oneLine: Conversion = {
  id: 'one-line',
  label: 'Replace line breaks with spaces',
  convert: (cell) => (/[\r\n]/.test(cell) ? cell.trim().replaceAll(/[\r\n]+/g, ' ') : undefined),
};

const LINES: Readonly<Record<'text' | 'tel' | 'email' | 'url', readonly Conversion[]>> = {
  text: [oneLine],
  tel: [oneLine],
  email: [{ id: 'address', label: 'Only the address from “Name <address>”', convert: (cell) => addressIn(cell) }],
  url: [{ id: 'https', label: 'Add https:// at the start', convert: (cell) => webAddress(cell) }],
};

/** The conversions for a column of this field. The first one is always “Don’t convert”. */
export function conversionsOf(field: Field): readonly Conversion[] {
  return [asIs, ...(CONVERSIONS[field.control.type]?.(field.control) ?? [])];
}

/** Converts one cell; `convert` sees it without the mark that keeps spreadsheets from running it. */
export function convertCell(convert: Conversion['convert'], cell: string): string {
  const text = unguardCell(cell);
  const converted = text.trim() === '' ? undefined : convert(text);
  return converted === undefined || converted === text ? cell : guardCell(converted);
}

export interface GuessContext {
  /** Whether the file has ids of records. Then the service exported it, and no cell needs a conversion. */
  readonly isOwnExport: boolean;
}

/**
 * The conversion by which the service accepts the most of these cells; `undefined` if several do and differ, which people must decide:
 * 03/04/2026 is two days, 1.234 two numbers.
 */
export function guessConversion(field: Field, cells: Iterable<string>, { isOwnExport }: GuessContext): string | undefined {
  // Cells that do not fit the field are values that the records have, and keep.
  if (isOwnExport) return AS_IS;
  const texts = [...new Set([...cells].map(unguardCell))].filter((text) => text.trim() !== '');
  const accepts = (text: string | undefined) => text !== undefined && field.parse(field.fromText(text)).ok;
  const readings = conversionsOf(field).map(({ id, convert }) => {
    const results = texts.map((text) => convert(text) ?? text);
    return { id, results, accepted: results.filter(accepts).length };
  });
  const most = Math.max(...readings.map(({ accepted }) => accepted));
  const [plainest, ...others] = readings.filter(({ accepted }) => accepted === most);
  if (plainest === undefined) return AS_IS;
  // A name can look like an id.
  if (field.control.type === 'person') return BY_TITLE;
  if (field.control.type === 'reference') return most === texts.length ? AS_IS : BY_TITLE;
  if (plainest.id === AS_IS && !mayMeanMore(field)) return AS_IS;
  if (field.control.type === 'list') return listGuess(texts);
  const rivals = others.filter(({ id }) => id !== 'ymd');
  const isDecided = rivals.every(({ results }) => results.every((text, index) => sameMeaning(field, text, plainest.results[index])));
  return isDecided ? plainest.id : undefined;
}

/** Kinds of fields for which a valid text can mean something else in the file. */
function mayMeanMore({ control: { type } }: Field): boolean {
  return type === 'number' || type === 'list';
}

function listGuess(texts: readonly string[]): string {
  return texts.some((text) => text.includes(',')) && !texts.some((text) => text.includes(';')) ? 'commas' : AS_IS;
}

function sameMeaning(field: Field, one: string, other = ''): boolean {
  return one === other || sameValue(field.parse(field.fromText(one)), field.parse(field.fromText(other)));
}

function localMoment(cell: string, order: DateOrder): string | undefined {
  const written = readDate(cell, order);
  // Only a time that the service reads itself (RFC 3339) may have a zone.
  if (written === undefined || written.hasZone) return undefined;
  return new Date(`${written.date}T${written.time ?? '00:00:00'}`).toISOString();
}

/** In English, German, French, Spanish, Italian, Portuguese and Dutch. No word of one language means the opposite in another. */
const YES = words('yes y x 1 true on checked ✓ ✔ ja j wahr oui vrai sí si s verdadero sì vero sim verdadeiro waar');
const NO = words('no n 0 false off unchecked - ✗ nein falsch non faux falso não nao nee onwaar');

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(' '));
}

function yesOrNo(cell: string): string | undefined {
  const word = cell.trim().normalize().toLowerCase();
  if (YES.has(word)) return 'true';
  return NO.has(word) ? 'false' : undefined;
}

/** A number with these marks as JavaScript writes it, without currency and blanks. */
function plainDecimal(cell: string, group: string, decimal: string): string | undefined {
  const text = cell.replaceAll(/[\s\p{Sc}']/gu, '').replace('\u2212', '-');
  const [whole = '', fraction, ...rest] = text.split(decimal);
  const groups = whole.replace(/^[-+]/, '').split(group);
  const isGrouped = groups.length > 1 && groups.every((digits, index) => (index === 0 ? /^\d{1,3}$/ : /^\d{3}$/).test(digits));
  const isPlain = groups.length === 1 && /^\d+$/.test(groups[0] ?? '');
  if (rest.length > 0 || !(isGrouped || isPlain) || (fraction !== undefined && !/^\d+$/.test(fraction))) return undefined;
  return `${whole.replaceAll(group, '')}${fraction === undefined ? '' : `.${fraction}`}`;
}

function joined(items: readonly string[]): string {
  return [...new Set(items.map((item) => item.trim()).filter((item) => item !== ''))].join(';');
}

function addressIn(cell: string): string | undefined {
  return /<\s*(?:mailto:)?([^<>\s]+)\s*>$/i.exec(cell.trim())?.[1] ?? /^mailto:([^?\s]+)/i.exec(cell.trim())?.[1];
}

function webAddress(cell: string): string | undefined {
  return /^(\/\/)?[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)+([/:?#]\S*)?$/u.test(cell.trim())
    ? `https://${cell.trim().replace(/^\/\//, '')}`
    : undefined;
}
