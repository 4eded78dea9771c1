/** The order of day, month and year in a date of numbers. */
export type DateOrder = 'dmy' | 'mdy' | 'ymd';

/** A day and, if they are written, a time of that day and its zone. */
export interface WrittenDate {
  readonly date: string;
  readonly time: string | undefined;
  readonly hasZone: boolean;
}

/** Dates are short; the limit keeps the patterns from searching through long texts. */
const MAX_LENGTH = 60;

const TIME = String.raw`(?:(?:T|,?\s+(?:at\s+)?)(?<hour>[01]?\d|2[0-3]):(?<minute>[0-5]\d)(?::(?<second>[0-5]\d)(?:\.\d+)?)?\s?(?:(?<half>[ap])\.?m\.?)?\s?(?<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?`;
const WEEKDAY = String.raw`(?:\p{L}{2,12}\.?,?\s+)?`;
const ORDINAL = '(?:st|nd|rd|th|\\.)?';

const NUMBERS = pattern(String.raw`(?<first>\d{1,4})(?<mark>[./-])\s?(?<middle>\d{1,2})\k<mark>\s?(?<last>\d{1,4})\.?`);
const DAY_NAME_YEAR = pattern(
  String.raw`(?<day>\d{1,2})${ORDINAL}[\s/-]?(?:de\s)?(?<name>\p{L}{3,12})\.?,?[\s/-](?:de\s)?(?<year>\d{4}|\d{2})`,
);
const NAME_DAY_YEAR = pattern(String.raw`(?<name>\p{L}{3,12})\.?[\s/-](?<day>\d{1,2})${ORDINAL},?[\s/-](?<year>\d{4}|\d{2})`);
const YEAR_NAME_DAY = pattern(String.raw`(?<year>\d{4})[\s/-](?<name>\p{L}{3,12})\.?[\s/-](?<day>\d{1,2})`);
const IDEOGRAPHS = pattern(String.raw`(?<year>\d{4})年\s?(?<month>\d{1,2})月\s?(?<day>\d{1,2})日`);

/** Languages whose names of months are understood; the browser knows them. */
const LANGUAGES = ['en', 'de', 'fr', 'es', 'it', 'nl', 'pt'];

/** Reads a date as people and other programs write it; `undefined` if it is not a date in this order. */
export function readDate(text: string, order: DateOrder): WrittenDate | undefined {
  const trimmed = text.trim();
  if (trimmed.length > MAX_LENGTH) return undefined;
  const numbers = NUMBERS.exec(trimmed)?.groups;
  if (numbers !== undefined) return numbered(numbers, order);
  for (const named of [IDEOGRAPHS, DAY_NAME_YEAR, NAME_DAY_YEAR, YEAR_NAME_DAY]) {
    const groups = named.exec(trimmed)?.groups;
    const month = groups === undefined ? undefined : (groups['month'] ?? monthNamed(groups['name']));
    if (groups !== undefined && month !== undefined) return written(groups['year'], month, groups['day'], groups);
  }
  return undefined;
}

type Groups = Readonly<Record<string, string | undefined>>;

function pattern(date: string): RegExp {
  return new RegExp(`^${WEEKDAY}${date}${TIME}$`, 'iu');
}

function numbered(groups: Groups, order: DateOrder): WrittenDate | undefined {
  const { first = '', middle, last = '' } = groups;
  // Four digits can only be the year, whatever order was chosen.
  if (first.length === 4 || order === 'ymd') return written(first, middle, last, groups);
  return order === 'dmy' ? written(last, middle, first, groups) : written(last, first, middle, groups);
}

function written(year = '', month = '', day = '', groups: Groups): WrittenDate | undefined {
  if (![2, 4].includes(year.length) || month.length > 2 || day.length > 2) return undefined;
  const date = `${fullYear(year)}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const isDay = !Number.isNaN(Date.parse(date)) && new Date(date).toISOString().startsWith(date);
  return isDay ? { date, time: timeOf(groups), hasZone: groups['zone'] !== undefined } : undefined;
}

/** POSIX: two digits from 69 are of the twentieth century. */
function fullYear(year: string): string {
  if (year.length === 4) return year;
  return `${Number(year) < 69 ? '20' : '19'}${year}`;
}

function timeOf({ hour, minute, second = '00', half }: Groups): string | undefined {
  if (hour === undefined) return undefined;
  const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
  return `${String(hours).padStart(2, '0')}:${minute}:${second}`;
}

let months: ReadonlyMap<string, string> | undefined;

function monthNamed(name = ''): string | undefined {
  months ??= new Map(LANGUAGES.flatMap(namesOfMonths));
  return months.get(plain(name));
}

function namesOfMonths(language: string): [name: string, month: string][] {
  return (['long', 'short'] as const).flatMap((length) => {
    const format = new Intl.DateTimeFormat(language, { month: length, timeZone: 'UTC' });
    return Array.from({ length: 12 }, (_, month): [string, string] => [plain(format.format(Date.UTC(2026, month))), String(month + 1)]);
  });
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}]/gu, '');
}
