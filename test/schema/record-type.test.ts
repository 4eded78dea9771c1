import { describe, expect, it } from '@jest/globals';
import { checkDefinitions } from '../../src/schema/definition-faults.ts';
import type { Field } from '../../src/schema/field.ts';
import { boolean } from '../../src/schema/fields/boolean.ts';
import { choice } from '../../src/schema/fields/choice.ts';
import { date } from '../../src/schema/fields/date.ts';
import { dateTime } from '../../src/schema/fields/date-time.ts';
import { email } from '../../src/schema/fields/email.ts';
import { number } from '../../src/schema/fields/number.ts';
import { reference } from '../../src/schema/fields/reference.ts';
import { text } from '../../src/schema/fields/text.ts';
import { textList } from '../../src/schema/fields/text-list.ts';
import { url } from '../../src/schema/fields/url.ts';
import { defineRecordType, type RecordTypeDefinition } from '../../src/schema/record-type.ts';

type Definition = RecordTypeDefinition<Readonly<Record<string, Field>>>;

const GOOD: Definition = {
  name: 'plants',
  title: 'Plants',
  singular: 'plant',
  fields: { name: text({ max: 50, required: true }), kind: choice({ choices: ['herb', 'tree'], default: 'herb' }), height: number({}) },
  filterable: ['name', 'kind'],
  indexes: [{ by: 'name' }, { by: 'height' }, { where: 'kind', by: 'createdAt' }],
  example: { name: 'Rosemary', kind: 'herb' },
};

const NINE_INDEXES: Definition['indexes'] = [
  ...['name', 'kind', 'height'].map((by) => ({ by })),
  ...['name', 'height', 'createdAt'].map((by) => ({ where: 'kind', by })),
  ...['kind', 'height', 'createdAt'].map((by) => ({ where: 'name', by })),
];

const define = (changes: Partial<Definition>) => () => {
  const type = defineRecordType({ ...GOOD, ...changes });
  checkDefinitions([type]);
  return type;
};
/** The good definition with one more field. */
const withField = (name: string, field: Field, changes: Partial<Definition> = {}) =>
  define({ fields: { ...GOOD.fields, [name]: field }, ...changes });

const REFERRING: Partial<Definition> = { filterable: ['pot'], indexes: [{ where: 'pot', by: 'createdAt' }] };

describe('defineRecordType', () => {
  it('takes a reference to the type itself', () => {
    const indexes = [{ where: 'parent', by: 'createdAt' }] as const;
    expect(withField('parent', reference({ to: 'plants' }), { filterable: ['parent'], indexes })).not.toThrow();
  });

  it('takes a definition without contradictions, and freezes it', () => {
    const type = define({})();
    expect(type).toMatchObject({ name: 'plants', filterable: ['name', 'kind'] });
    expect(Object.isFrozen(type)).toBe(true);
  });

  it('takes views with relative days, the caller, several values, service fields and columns', () => {
    const filters = { kind: 'herb,tree', 'createdAt[gte]': 'monday', createdBy: 'me', 'name[contains]': 'a', 'kind[exists]': 'true' };
    expect(define({ views: [{ name: 'Mine', filters, sort: '-height', columns: ['kind', 'updatedAt'] }] })).not.toThrow();
  });

  it('takes boards by a choice and calendars by a date', () => {
    const views = [
      { name: 'Board', filters: {}, kind: 'board', by: 'kind' },
      { name: 'Calendar', filters: {}, kind: 'calendar', by: 'planted' },
    ] as const;
    expect(withField('planted', date({}), { filterable: ['kind', 'planted'], views })).not.toThrow();
  });

  it('finds what can be sorted by: the time of creation, and what an index without "where" is by', () => {
    expect(define({})().sortable).toEqual(['createdAt', 'name', 'height']);
    expect(define({ indexes: [] })().sortable).toEqual(['createdAt']);
    expect(define({ indexes: [{ where: 'kind', by: 'height' }] })().sortable).toEqual(['createdAt']);
  });

  it.each<[string, () => unknown, string]>([
    ['a blank name', define({ name: '' }), 'its name must be lower-case letters, digits and hyphens'],
    ['a name in upper case', define({ name: 'Plants' }), 'its name must be lower-case letters'],
    ['a name with a blank', define({ name: 'house plants' }), 'its name must be lower-case letters'],
    ['a name with a slash', define({ name: 'house/plants' }), 'its name must be lower-case letters'],
    ['a name with a hash, which keys are made with', define({ name: 'plants#1' }), 'its name must be lower-case letters'],
    ['the name of a page', define({ name: 'activity' }), '/activity is a page of the web UI; rename the type'],
    ['the name of another path', define({ name: 'views' }), '/api/v1/views is a path of the service itself; rename the type'],
    ['the name of another path', define({ name: 'people' }), '/api/v1/people is a path of the service itself; rename the type'],
    ['a name that begins with a digit', define({ name: '3d-plants' }), 'its name must be lower-case letters'],

    [
      'a filter by no field',
      define({ filterable: ['colour'] }),
      '"colour" is filterable but is not a field; add the field or remove it from "filterable"',
    ],
    ['a filter by what only every object has', define({ filterable: ['constructor'] }), '"constructor" is filterable but is not a field'],
    [
      'a filter that would hide a parameter of lists',
      withField('limit', number({}), { filterable: ['limit'] }),
      '"limit" cannot be filterable, because it is a query parameter of every list; rename the field',
    ],

    [
      'an index by no field',
      define({ indexes: [{ by: 'colour' }] }),
      'the index by "colour" names the unknown field "colour"; add the field or correct the name',
    ],
    [
      'an index where no field',
      define({ indexes: [{ where: 'colour', by: 'createdAt' }] }),
      'the index where "colour" by "createdAt" names the unknown field "colour"',
    ],
    [
      'an index by creation, which there is',
      define({ indexes: [{ by: 'createdAt' }] }),
      'the index by "createdAt" exists for every type; remove it',
    ],
    ['an index twice', define({ indexes: [{ by: 'name' }, { by: 'name' }] }), 'the index by "name" is declared twice; remove one'],
    [
      'an index with "where" twice',
      define({
        indexes: [
          { where: 'kind', by: 'name' },
          { where: 'kind', by: 'name' },
        ],
      }),
      'the index where "kind" by "name" is declared twice; remove one',
    ],
    ['a view without a name', define({ views: [{ name: ' ', filters: {} }] }), 'a view has a blank name; name it'],
    [
      'a view twice',
      define({
        views: [
          { name: 'Herbs', filters: {} },
          { name: 'Herbs', filters: { kind: 'herb' } },
        ],
      }),
      'the view "Herbs" is declared twice; rename one',
    ],
    ...[
      [{ height: '3' }, 'filters by "height", which is not filterable'],
      [{ q: 'rose' }, 'filters by "q", which is not filterable'],
      [{ 'kind[gt]': 'herb' }, 'has the unknown filter "kind[gt]"'],
      [{ 'kind[eq]': 'herb' }, 'has the unknown filter "kind[eq]"'],
      [{ 'kind[ne]': 'herb,moss' }, 'has an invalid value for "kind[ne]", "herb,moss"; it must be one of herb, tree'],
      [{ 'kind[exists]': 'yes' }, 'has an invalid value for "kind[exists]", "yes"; it must be true or false'],
      [{ 'name[prefix]': ' ' }, 'has an invalid value for "name[prefix]", " "; it must not be blank'],
      [{ createdBy: '' }, 'has an invalid value for "createdBy", ""; it must not be blank'],
      [{ 'createdAt[gte]': 'soon' }, 'has an invalid value for "createdAt[gte]", "soon"'],
    ].map(([filters, fault]): [string, () => unknown, string] => [
      `a view with ${JSON.stringify(filters)}`,
      define({ views: [{ name: 'Mine', filters: Object(filters) }] }),
      `the view "Mine" ${fault}`,
    ]),
    [
      'a view sorted by what has no index',
      define({ views: [{ name: 'Mine', filters: {}, sort: '-kind' }] }),
      'the view "Mine" is sorted by "kind", which has no index; add { by: \'kind\' }',
    ],
    [
      'a view with an unknown column',
      define({ views: [{ name: 'Mine', filters: {}, columns: ['kind', 'colour'] }] }),
      'the view "Mine" shows the unknown column "colour"',
    ],
    [
      'a board by what is no choice',
      define({ views: [{ name: 'Mine', filters: {}, kind: 'board', by: 'height' }] }),
      'the view "Mine" is a board and cannot be by "height"; it can be by kind',
    ],
    [
      'a board by an unknown field',
      define({ views: [{ name: 'Mine', filters: {}, kind: 'board', by: 'constructor' }] }),
      'the view "Mine" is a board and cannot be by "constructor"; it can be by kind',
    ],
    [
      'a calendar by nothing, of a type without a date',
      define({ views: [{ name: 'Mine', filters: {}, kind: 'calendar' }] }),
      'the view "Mine" is a calendar and cannot be by no field; the type has no such field',
    ],
    [
      'a board by a field that is not filterable',
      define({ filterable: ['name'], views: [{ name: 'Mine', filters: {}, kind: 'board', by: 'kind' }] }),
      'the view "Mine" is a board by "kind", which is not filterable; add it to "filterable"',
    ],
    [
      'a list by a field',
      define({ views: [{ name: 'Mine', filters: {}, by: 'kind' }] }),
      'the view "Mine" is by "kind" and has no kind; add kind: \'board\' or \'calendar\'',
    ],
    ['nine indexes', define({ indexes: NINE_INDEXES }), 'it declares 9 indexes and a type can have 8; remove 1'],
    [
      'an index by a list',
      withField('tags', textList({ maxItems: 2, maxLength: 5 }), { indexes: [{ by: 'tags' }] }),
      'the index by "tags" is not possible: "tags" is of the kind text-list, which has no order; index another field',
    ],
    [
      'an index by a URL',
      withField('site', url({ max: 50 }), { indexes: [{ by: 'site' }] }),
      'the index by "site" is not possible: "site" is of the kind url, which has no order; index another field',
    ],
    [
      'an index by a text too long for a key',
      withField('notes', text({ max: 250 }), { indexes: [{ by: 'notes' }] }),
      'the index by "notes" is not possible: "notes" can take 1085 bytes and a key has room for 984; lower its "max"',
    ],

    [
      'a reference to no type',
      withField('pot', reference({ to: 'pots' }), REFERRING),
      '"pot" refers to "pots", which is no record type; it can refer to plants',
    ],
    [
      'a reference without an index',
      withField('parent', reference({ to: 'plants' }), { filterable: ['parent'], indexes: [] }),
      `"parent" is a reference and has no index; add { where: 'parent', by: 'createdAt' }`,
    ],
    [
      'a reference that is no filter',
      withField('parent', reference({ to: 'plants' }), { filterable: [], indexes: [{ where: 'parent', by: 'createdAt' }] }),
      '"parent" is a reference and not filterable; add it to "filterable"',
    ],
    ['a field with the name of what is expanded', withField('expand', text({ max: 5 })), '"expand"'],

    [
      'an example of no field',
      define({ example: { name: 'x', colour: 'red' } }),
      'its example names the unknown field "colour"; correct it',
    ],
    [
      'an example that breaks a rule',
      define({ example: { name: 'x', kind: 'bush' } }),
      'its example breaks the rules of "kind": it must be one of herb, tree; correct it',
    ],
    [
      'an example of a reference that is no id',
      withField('parent', reference({ to: 'plants' }), { ...REFERRING, example: { name: 'x', parent: 'Oak' } }),
      'breaks the rules of "parent": it must be the id of a record of plants; use any record id: the record need not exist',
    ],
    ['an example without what is required', define({ example: {} }), 'its example lacks "name", which is required; add it'],
    [
      'an example with what is required left blank',
      define({ example: { name: '  ' } }),
      'its example lacks "name", which is required; add it',
    ],

    ...['id', 'createdAt', 'updatedAt', 'createdBy', 'updatedBy', 'version', 'deletedAt'].map(reserved),
    ...['pk', 'sk', 'i1pk', 'i5sk', 'i12pk', 'expiresAt', 'writeId', 'previousWriteId'].map(reserved),
    ...['constructor', 'toString', 'valueOf', 'hasOwnProperty', 'isPrototypeOf', 'toLocaleString'].map(reserved),
    ...['Colour', 'leaf_colour', 'leaf-colour', 'leaf colour', 'leaf.colour', '1st', '', 'über', 'tags[0]', 'x'.repeat(64)].map(
      (name): [string, () => unknown, string] => [
        `a field named "${name}"`,
        withField(name, text({ max: 5 })),
        `the field "${name}" must have a name in camelCase of letters and digits; rename it`,
      ],
    ),

    [
      'a default beside "required"',
      withField('size', text({ max: 5, required: true, default: 'x' }), { example: { name: 'x', size: 'x' } }),
      '"size" is required and has a default; remove one of the two',
    ],
    [
      'a default too long',
      withField('size', text({ max: 3, default: 'large' })),
      'the default of "size", "large", breaks the field\'s own rules; change one of them',
    ],
    [
      'a default too large',
      withField('size', number({ max: 3, default: 4 })),
      'the default of "size", 4, breaks the field\'s own rules; change one of them',
    ],
    ['a default day that is none', withField('day', date({ default: '2023-02-29' })), 'the default of "day", "2023-02-29", breaks'],
    ['a default that is no e-mail address', withField('mail', email({ default: 'x' })), 'the default of "mail", "x", breaks'],
    [
      'a blank default',
      withField('size', text({ max: 5, default: ' ' })),
      'the default of "size", " ", is blank, which means no default; remove it',
    ],
    [
      'an empty default list',
      withField('tags', textList({ maxItems: 5, maxLength: 5, default: [] })),
      'the default of "tags", [], is blank',
    ],
    [
      'a default with blanks around',
      withField('size', text({ max: 5, default: ' x' })),
      'the default of "size", " x", would be stored as "x"; write it like that',
    ],
    [
      'a default in another zone',
      withField('at', dateTime({ default: '2026-01-01T00:00:00Z' })),
      'would be stored as "2026-01-01T00:00:00.000Z"; write it like that',
    ],

    [
      'a "min" above the "max" of a text',
      withField('size', text({ min: 5, max: 3 })),
      'the field "size" has a "min" of 5 above its "max" of 3; change one of them',
    ],
    [
      'a text of no length',
      withField('size', text({ max: 0 })),
      'the field "size" must have a whole number from 1 as its "max"; correct it',
    ],
    ['a text of half a character', withField('size', text({ max: 2.5 })), 'the field "size" must have a whole number from 1 as its "max"'],
    [
      'a text of any length',
      withField('size', text({ max: Number.POSITIVE_INFINITY })),
      'the field "size" must have a whole number from 1 as its "max"',
    ],
    [
      'a text from no length on',
      withField('size', text({ min: 0, max: 3 })),
      'the field "size" must have a whole number from 1 as its "min"',
    ],
    ['a URL of no length', withField('site', url({ max: -1 })), 'the field "site" must have a whole number from 1 as its "max"'],
    [
      'a list of no items',
      withField('tags', textList({ maxItems: 0, maxLength: 5 })),
      'the field "tags" must have a whole number from 1 as its "maxItems"; correct it',
    ],
    [
      'a list of empty items',
      withField('tags', textList({ maxItems: 5, maxLength: 0 })),
      'the field "tags" must have a whole number from 1 as its "maxLength"; correct it',
    ],
    [
      'a number that cannot be',
      withField('size', number({ min: 2, max: 1 })),
      'the field "size" has no number from its "min" of 2 to its "max" of 1; change one of them',
    ],
    [
      'a whole number between two',
      withField('size', number({ integer: true, min: 0.2, max: 0.8 })),
      'the field "size" has no whole number from its "min" of 0.2',
    ],
    [
      'a number larger than JSON’s',
      withField('size', number({ max: 1e20 })),
      'the field "size" has a bound beyond ±9007199254740991, where numbers in JSON are not exact; move it',
    ],
    ['a number without an end', withField('size', number({ min: Number.NEGATIVE_INFINITY })), 'the field "size" has a bound beyond'],
    ['a bound that is no number', withField('size', number({ max: Number.NaN })), 'the field "size" has a bound beyond'],
    ['a choice of nothing', withField('size', choice({ choices: [] })), 'the field "size" has no choices; add at least one'],
    [
      'a choice for done that is none',
      withField('size', choice({ choices: ['s', 'm'], done: JSON.parse('"x"') })),
      'the field "size" is done with "x", which is not a choice; add it or correct "done"',
    ],
    [
      'no choice but the one for done',
      withField('size', choice({ choices: ['s'], done: 's' })),
      'the field "size" has no choice for records that are not done; add one or remove "done"',
    ],
    ['a choice twice', withField('size', choice({ choices: ['s', 'm', 's'] })), 'the field "size" has the choice "s" twice; remove one'],
    ...['', 'very large', 'a,b', 'a;b', 'a\u0085', 'x'.repeat(101)].map((word): [string, () => unknown, string] => [
      `the choice ${JSON.stringify(word)}`,
      withField('size', choice({ choices: ['s', word] })),
      `the field "size" has the choice "${word}", which must have 1 to 100 characters without blanks, commas and semicolons; rename it`,
    ]),
  ])('refuses %s, naming the type, the field and the fix', (_, attempt, message) => {
    expect(attempt).toThrow(TypeError);
    expect(attempt).toThrow(/^record type "/);
    expect(attempt).toThrow(message);
  });

  it('refuses two types of one name', () => {
    const twins = [define({}), define({ title: 'Herbs' })].map((type) => type());
    expect(() => checkDefinitions(twins)).toThrow('record type "plants": 2 types have this name; rename one, or list it once');
  });

  it('reports all contradictions at once', () => {
    const attempt = withField('tags', textList({ maxItems: 0, maxLength: 1 }), {
      name: 'Plants',
      filterable: ['x'],
      indexes: [{ by: 'y' }],
      example: {},
    });
    expect(messageOf(attempt).split('\n')).toHaveLength(5);
  });

  it.each<[string, () => unknown]>([
    ['no filters and no indexes', define({ filterable: [], indexes: [] })],
    ['eight indexes', define({ indexes: NINE_INDEXES.slice(1) })],
    ['an index by the longest text that fits', withField('long', text({ max: 226 }), { indexes: [{ by: 'long' }] })],
    [
      'an index by each kind that has an order',
      define({
        fields: { ...GOOD.fields, day: date({}), at: dateTime({}), on: boolean({}), mail: email({}) },
        indexes: [{ by: 'day' }, { by: 'at' }, { where: 'on', by: 'mail' }, { where: 'mail', by: 'createdAt' }],
      }),
    ],
    ['a field named as a parameter, that is no filter', withField('limit', number({}))],
    ['a name that only begins as a key of the table does', withField('i1skill', text({ max: 5 }))],
    ['a name that only ends as a key of the table does', withField('semi1sk', text({ max: 5 }))],
    ['a default that is false', withField('on', boolean({ default: false }))],
    ['a default that is 0', withField('size', number({ default: 0 }))],
    ['a text of one length', withField('initial', text({ min: 1, max: 1 }))],
    ['a number of one value', withField('size', number({ integer: true, min: 3, max: 3 }))],
    ['the largest bounds', withField('size', number({ min: -Number.MAX_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER }))],
    ['names with digits and hyphens', withField('line2', text({ max: 5 }), { name: 'house-plants-2' })],
  ])('takes %s', (_, attempt) => {
    expect(attempt).not.toThrow();
  });
});

function reserved(name: string): [string, () => unknown, string] {
  return [
    `a field named "${name}"`,
    withField(name, text({ max: 5 })),
    `record type "plants": the field "${name}" has a reserved name; rename it`,
  ];
}

function messageOf(attempt: () => unknown): string {
  try {
    attempt();
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
  return '';
}
