import type { Field } from '../../src/schema/field.ts';
import { choice } from '../../src/schema/fields/choice.ts';
import { date } from '../../src/schema/fields/date.ts';
import { email } from '../../src/schema/fields/email.ts';
import { number } from '../../src/schema/fields/number.ts';
import { text } from '../../src/schema/fields/text.ts';
import { textList } from '../../src/schema/fields/text-list.ts';
import { defineRecordType, type RecordType } from '../../src/schema/record-type.ts';

const FIELDS = {
  title: text({ max: 200, required: true }),
  company: text({ max: 100 }),
  contact: email({}),
  status: choice({ choices: ['open', 'blocked', 'done'], default: 'open' }),
  priority: choice({ choices: ['low', 'normal', 'high'] }),
  amount: number({}),
  due: date({}),
  tags: textList({ maxItems: 5, maxLength: 20 }),
};
const FILTERABLE = ['title', 'company', 'contact', 'status', 'priority', 'amount', 'due', 'tags'];
const BY_TITLE = { by: 'title' };
const BY_DUE = { by: 'due' };
const BY_STATUS = { where: 'status', by: 'createdAt' };
const INDEXES = [BY_DUE, BY_TITLE, BY_STATUS];
const EXAMPLE = { title: 'One', due: '2026-01-15', owner: 'Ada' };

type Changes = Partial<Pick<RecordType, 'fields' | 'filterable' | 'indexes'>>;

/** The first version of the type, with these changes. */
function jobs({ fields = FIELDS, filterable = FILTERABLE, indexes = INDEXES }: Changes = {}): RecordType {
  const example = Object.fromEntries(Object.entries(EXAMPLE).filter(([name]) => Object.hasOwn(fields, name)));
  return defineRecordType({ name: 'jobs', title: 'Jobs', singular: 'job', fields, filterable, indexes, example });
}

function without(...names: string[]): Changes {
  return {
    fields: Object.fromEntries(Object.entries(FIELDS).filter(([name]) => !names.includes(name))),
    filterable: FILTERABLE.filter((name) => !names.includes(name)),
    indexes: INDEXES.filter(({ by }) => !names.includes(by)),
  };
}

function renamed(name: string, to: string, field: Field): Changes {
  const { fields, filterable = [] } = without(name);
  return { fields: { ...fields, [to]: field }, filterable: [...filterable, to] };
}

const { title: _, ...UNTITLED } = FIELDS;
const LOW = {
  ...UNTITLED,
  title: text({ max: 5, required: true }),
  company: text({ max: 3 }),
  amount: number({ min: 0, max: 5, integer: true }),
  tags: textList({ maxItems: 1, maxLength: 3 }),
};
const LOW_INDEXES = [...INDEXES, { by: 'amount' }];
const FULL = [...INDEXES, { by: 'company' }, ...['priority', 'contact', 'amount', 'title'].map((where) => ({ where, by: 'due' }))];

export const BEFORE = jobs({ fields: FIELDS });
/** The type with the maximum number of indexes. */
export const BEFORE_FULL = jobs({ indexes: FULL });

/** Typical changes of a definition. */
export const CHANGES: readonly (readonly [change: string, before: RecordType, after: RecordType])[] = [
  ['an index is added', BEFORE, jobs({ indexes: [...INDEXES, { where: 'priority', by: 'createdAt' }] })],
  ['an index is put before the others', BEFORE, jobs({ indexes: [{ by: 'amount' }, ...INDEXES] })],
  ['the first index is dropped', BEFORE, jobs({ indexes: INDEXES.slice(1) })],
  ['all indexes are dropped', BEFORE, jobs({ indexes: [] })],
  ['two indexes are swapped', BEFORE, jobs({ indexes: [BY_TITLE, BY_DUE, BY_STATUS] })],
  ['an index is by another field', BEFORE, jobs({ indexes: [{ by: 'amount' }, BY_TITLE, BY_STATUS] })],
  ['an index is where another field', BEFORE, jobs({ indexes: [BY_DUE, BY_TITLE, { where: 'priority', by: 'due' }] })],
  ['an index is replaced where no slot is free', BEFORE_FULL, jobs({ indexes: [{ by: 'amount' }, ...FULL.slice(1)] })],
  [
    'all indexes are replaced',
    BEFORE_FULL,
    jobs({ indexes: [{ by: 'amount' }, { where: 'contact', by: 'createdAt' }, { where: 'priority', by: 'title' }, { by: 'contact' }] }),
  ],
  ['an indexed field is removed', BEFORE, jobs(without('due'))],
  ['fields are removed that have no index', BEFORE, jobs(without('amount', 'tags', 'company'))],
  [
    'an index and its field are removed, and another field takes the name',
    jobs(without('due')),
    jobs({ fields: { ...FIELDS, due: text({ max: 30 }) } }),
  ],
  ['fields come back that were removed', jobs(without('due', 'tags', 'amount')), BEFORE],
  ['an indexed text becomes an e-mail', BEFORE_FULL, jobs({ fields: { ...FIELDS, company: email({}) }, indexes: FULL })],
  [
    'an indexed number becomes a text',
    jobs({ indexes: [{ by: 'amount' }, BY_TITLE] }),
    jobs({ fields: { ...FIELDS, amount: text({ max: 20 }) }, indexes: [{ by: 'amount' }, BY_TITLE] }),
  ],
  ['an indexed text becomes a number', BEFORE_FULL, jobs({ fields: { ...FIELDS, company: number({}) }, indexes: FULL })],
  [
    'a list becomes a text that is indexed',
    BEFORE,
    jobs({ fields: { ...FIELDS, tags: text({ max: 100 }) }, indexes: [...INDEXES, { by: 'tags' }] }),
  ],
  ['an indexed text becomes a list', BEFORE_FULL, jobs({ fields: { ...FIELDS, company: textList({ maxItems: 3, maxLength: 9 }) } })],
  ['an indexed date becomes a text', BEFORE, jobs({ fields: { ...FIELDS, due: text({ max: 30 }) } })],
  [
    'a required field is added',
    BEFORE,
    jobs({ fields: { ...FIELDS, owner: text({ max: 50, required: true }) }, indexes: [...INDEXES, { by: 'owner' }] }),
  ],
  ['a field becomes required', BEFORE, jobs({ fields: { ...FIELDS, due: date({ required: true }) } })],
  ['a choice is removed', BEFORE, jobs({ fields: { ...FIELDS, status: choice({ choices: ['open', 'done'], default: 'open' }) } })],
  [
    'an indexed field is renamed',
    BEFORE_FULL,
    jobs({ ...renamed('company', 'firm', text({ max: 100, was: 'company' })), indexes: [...INDEXES, { by: 'firm' }] }),
  ],
  [
    'an indexed field is renamed without its former name',
    BEFORE,
    jobs({ ...renamed('due', 'day', date({})), indexes: [{ by: 'day' }, BY_TITLE, BY_STATUS] }),
  ],
  [
    'the "where" field of an index is renamed',
    BEFORE,
    jobs({
      ...renamed('status', 'state', choice({ choices: ['open', 'blocked', 'done'], default: 'open', was: 'status' })),
      indexes: [BY_DUE, BY_TITLE, { where: 'state', by: 'createdAt' }],
    }),
  ],
  [
    'an indexed field is renamed, retyped and required at once',
    BEFORE_FULL,
    jobs({
      ...renamed('company', 'seats', number({ required: true, was: 'company' })),
      indexes: [BY_DUE, BY_TITLE, { where: 'status', by: 'seats' }],
    }),
  ],
  ['a choice becomes a text', BEFORE, jobs({ fields: { ...FIELDS, status: text({ max: 50 }) } })],
  ['a text becomes a choice', BEFORE_FULL, jobs({ fields: { ...FIELDS, company: choice({ choices: ['12', '7'] }) }, indexes: FULL })],
  [
    'a choice is retired',
    BEFORE,
    jobs({ fields: { ...FIELDS, status: choice({ choices: ['open', 'done'], retired: ['blocked'], default: 'open' }) } }),
  ],
  [
    'an indexed field gets a default',
    jobs({ indexes: [...INDEXES, { where: 'priority', by: 'createdAt' }, { by: 'priority' }] }),
    jobs({
      fields: { ...FIELDS, priority: choice({ choices: ['low', 'normal', 'high'], default: 'normal' }) },
      indexes: [...INDEXES, { where: 'priority', by: 'createdAt' }, { by: 'priority' }],
    }),
  ],
  ['low limits are raised', jobs({ fields: LOW, indexes: LOW_INDEXES }), jobs({ indexes: LOW_INDEXES })],
  ['the limits of indexed fields are lowered', jobs({ indexes: LOW_INDEXES }), jobs({ fields: LOW, indexes: LOW_INDEXES })],
  ['limits are raised', BEFORE, jobs({ fields: { ...UNTITLED, title: text({ max: 220, required: true }) } })],
  [
    'limits are lowered',
    BEFORE,
    jobs({ fields: { ...UNTITLED, title: text({ max: 3, required: true }), tags: textList({ maxItems: 1, maxLength: 2 }) } }),
  ],
];
