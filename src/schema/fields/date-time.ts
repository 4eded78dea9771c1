import {
  blank,
  commonOptions,
  type Field,
  type FieldOptions,
  invalid,
  type Moment,
  type OnlyOptions,
  type Parsed,
  valid,
} from '../field.ts';
import { keyFormat, plainText } from '../key-format.ts';
import { readRelativeDay } from '../relative-day.ts';
import { isBlank } from '../text-rules.ts';
import { isCalendarDate } from './date.ts';

const SHAPE = /^(\d{4}-\d{2}-\d{2})[Tt]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?([Zz]|[-+]([01]\d|2[0-3]):[0-5]\d)$/;

function parse(input: unknown): Parsed<string> {
  if (typeof input !== 'string') return invalid('wrong-type', 'must be a time such as 2026-03-31T14:30:00Z');
  if (isBlank(input)) return blank;
  const text = input.trim();
  const [, day] = SHAPE.exec(text) ?? [];
  const time = day !== undefined && isCalendarDate(day) ? new Date(text.toUpperCase()) : undefined;
  // An offset can move a time beyond the years 0000 to 9999. ISO 8601 texts with other years do not sort by time.
  if (time === undefined || !/^\d{4}-/.test(time.toISOString())) {
    return invalid('bad-format', 'must be a time with its offset (RFC 3339), such as 2026-03-31T14:30:00Z or 2026-03-31T16:30:00+02:00');
  }
  return valid(time.toISOString());
}

/** Parses a filter value. A day means its first instant in the time zone of the request. */
function parseOperand(input: unknown, moment: Moment): Parsed<string> {
  const day = readRelativeDay(input, moment) ?? valid(input);
  if (!day.ok) return day;
  return typeof day.value === 'string' && isCalendarDate(day.value.trim()) ? valid(moment.startOf(day.value.trim())) : parse(input);
}

/** Creates a field for a point in time. Accepts RFC 3339 with any offset. Stores and returns UTC with milliseconds. */
export function dateTime<const Options extends FieldOptions<string>>(options: OnlyOptions<Options, FieldOptions<string>>) {
  return {
    ...commonOptions<string, Options>(options),
    kind: 'date-time',
    parse,
    parseOperand,
    fromText: (cell) => cell,
    toText: plainText,
    jsonSchema: {
      type: 'string',
      description: 'A time with time zone. It is stored and returned in UTC with milliseconds.',
      format: 'date-time',
    },
    operandNote:
      'A day stands for its first instant. It can be relative: `today`, `today+7d`, `today-1w`, `today+1m`, `today-1y`; `monday` is the Monday of this week.',
    control: { type: 'date-time' },
    arranges: 'calendar',
    operators: ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'exists'],
    severalValues: true,
    ...keyFormat('exact-1'),
    sortKeyBytes: 24,
    searchable: false,
  } satisfies Field<string>;
}
