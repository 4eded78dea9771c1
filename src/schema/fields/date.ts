import { blank, commonOptions, type Field, type FieldOptions, invalid, type OnlyOptions, type Parsed, valid } from '../field.ts';
import { keyFormat, plainText } from '../key-format.ts';
import { readRelativeDay } from '../relative-day.ts';
import { isBlank } from '../text-rules.ts';

const SHAPE = /^\d{4}-\d{2}-\d{2}$/;

/** Checks whether a text is a date of the proleptic Gregorian calendar in the form of RFC 3339 (`full-date`). */
export function isCalendarDate(text: string): boolean {
  if (!SHAPE.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

function parse(input: unknown): Parsed<string> {
  if (typeof input !== 'string') return invalid('wrong-type', 'must be a date such as 2026-03-31');
  if (isBlank(input)) return blank;
  const text = input.trim();
  return isCalendarDate(text) ? valid(text) : invalid('bad-format', 'must be a date in the form YYYY-MM-DD, such as 2026-03-31');
}

/** Creates a field for a calendar date, `YYYY-MM-DD`, without a time or a time zone. */
export function date<const Options extends FieldOptions<string>>(options: OnlyOptions<Options, FieldOptions<string>>) {
  return {
    ...commonOptions<string, Options>(options),
    kind: 'date',
    parse,
    parseOperand: (input, moment) => readRelativeDay(input, moment) ?? parse(input),
    fromText: (cell) => cell,
    toText: plainText,
    jsonSchema: { type: 'string', description: 'A calendar date without time or time zone.', format: 'date' },
    operandNote: 'A day can be relative: `today`, `today+7d`, `today-1w`, `today+1m`, `today-1y`; `monday` is the Monday of this week.',
    control: { type: 'date' },
    arranges: 'calendar',
    operators: ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'exists'],
    severalValues: true,
    ...keyFormat('exact-1'),
    sortKeyBytes: 10,
    searchable: false,
  } satisfies Field<string>;
}
