import { boolean } from '../../src/schema/fields/boolean.ts';
import { choice } from '../../src/schema/fields/choice.ts';
import { date } from '../../src/schema/fields/date.ts';
import { dateTime } from '../../src/schema/fields/date-time.ts';
import { email } from '../../src/schema/fields/email.ts';
import { number } from '../../src/schema/fields/number.ts';
import { text } from '../../src/schema/fields/text.ts';
import { textList } from '../../src/schema/fields/text-list.ts';
import { url } from '../../src/schema/fields/url.ts';
import { misfitFaults } from '../../src/schema/fit.ts';
import { defineRecordType } from '../../src/schema/record-type.ts';

const FIELDS = {
  title: text({ max: 100, required: true }),
  status: choice({ choices: ['open', 'done'], retired: ['blocked'], default: 'open' }),
  stage: choice({ choices: ['early', 'late'] }),
  name: text({ max: 10 }),
  notes: text({ max: 40, lines: true }),
  amount: number({ min: 0, max: 100, integer: true }),
  reminded: boolean({}),
  due: date({}),
  at: dateTime({}),
  contact: email({}),
  site: url({ max: 60 }),
  tags: textList({ maxItems: 2, maxLength: 5 }),
};

/** A type with a field of every kind. Tests write former values through the store, which does not check values. */
export const chores = defineRecordType({
  name: 'chores',
  title: 'Chores',
  singular: 'chore',
  fields: FIELDS,
  filterable: ['status', 'stage', 'name', 'amount', 'reminded', 'due', 'at', 'contact', 'tags'],
  indexes: [{ by: 'title' }],
  example: { title: 'Sweep' },
});

/** Values that former definitions allowed. Most of them are valid for few kinds only. */
const FORMER: readonly unknown[] = [
  'twelve',
  'A text that is too long for every field but the title, and for an e-mail address without an @',
  '1.234,5',
  '=1+1',
  "'quoted",
  'two\nlines; and "quotes", too',
  'blocked',
  -12.5,
  true,
  '31/03/2026',
  '2026-02-30',
  ['red', 'blue', 'green'],
  ['an item; with a semicolon'],
  [],
  [1, 2],
  { first: 'Ada', last: 'Lovelace' },
  [{ nested: ['deep'] }],
];

/** Each field with each former value that is invalid for it. */
export const MISFITS: readonly (readonly [field: string, value: unknown])[] = Object.entries(chores.fields).flatMap(([name, field]) =>
  FORMER.filter((value) => misfitFaults(field, value).length > 0).map((value) => [name, value] as const),
);
