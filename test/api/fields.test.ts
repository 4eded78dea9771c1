import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createCallers } from '../support/callers.ts';
import { expectProblem, faultsOf } from '../support/problem.ts';
import { countLive, type Made, make } from '../support/records.ts';
import { startTarget } from '../support/target.ts';

const target = await startTarget();
const { viewer, editor } = await createCallers(target);
afterAll(() => target.close());

const REQUIRED: Readonly<Record<string, object>> = { tasks: { title: 'x' }, customers: { name: 'x' } };
const x = (length: number) => 'x'.repeat(length);
/** One code point of two UTF-16 units and four bytes. */
const smile = (length: number) => '😀'.repeat(length);
const distinct = (count: number) => Array.from({ length: count }, (_, n) => `tag ${n}`);
const label = (length: number) => `a@${x(length)}.com`;
/** An e-mail address of so many characters, its labels no longer than 63. */
const address = (length: number) => `${x(length - 192)}@${x(63)}.${x(63)}.${x(63)}`;
const site = (length: number) => `https://example.com/${x(length - 20)}`;

type Row = readonly [string, unknown];
type Taken = readonly [string, unknown, unknown];
type Refused = readonly [string, unknown, string];

/** `what` in words, and the value that is kept as it is. */
const kept = (field: string, ...rows: readonly Row[]): [string, string, unknown, unknown][] =>
  rows.map(([what, value]) => [field, what, value, value]);
const unset = (field: string, ...rows: readonly Row[]): [string, string, unknown, unknown][] =>
  rows.map(([what, value]) => [field, what, value, undefined]);
const taken = (field: string, ...rows: readonly Taken[]): [string, string, unknown, unknown][] => rows.map((row) => [field, ...row]);
const refused = (field: string, ...rows: readonly Refused[]): [string, string, unknown, string][] => rows.map((row) => [field, ...row]);

/** Texts of which a reader sees nothing. */
const INVISIBLE: readonly [string, string][] = [
  ['a zero-width space', '\u200b'],
  ['zero-width joiners', '\u200c\u200d'],
  ['a word joiner', '\u2060'],
  ['a soft hyphen', '\u00ad'],
  ['a Hangul filler', '\u3164'],
  ['other Hangul fillers', '\u115f\u1160\uffa0'],
  ['a variation selector', '\ufe0f'],
  ['marks of direction', '\u200e\u200f\u061c'],
  ['a change of direction', '\u202e\u2066\u2069'],
  ['tags', '\u{e0001}\u{e0041}\u{e007f}'],
  ['a blank braille pattern', '\u2800'],
  ['an invisible operator', '\u2062'],
  ['a combining grapheme joiner', '\u034f'],
  ['blanks and invisible characters', ' \u200b\u3000\ufeff\n'],
];
const BLANKS: readonly Row[] = [['an empty text', ''], ['blanks', ' \t \n '], ['null', null], ...INVISIBLE];
const WRONG_TYPES: readonly Refused[] = [
  ['a number', 1, 'wrong-type'],
  ['zero', 0, 'wrong-type'],
  ['true', true, 'wrong-type'],
  ['false', false, 'wrong-type'],
  ['a list', ['x'], 'wrong-type'],
  ['an empty list', [], 'wrong-type'],
  ['an object', { x: 'x' }, 'wrong-type'],
  ['an empty object', {}, 'wrong-type'],
];
const ONE_LINE: readonly Refused[] = [
  ['a line feed', 'a\nb', 'bad-characters'],
  ['a carriage return', 'a\rb', 'bad-characters'],
];
const CONTROLS: readonly Refused[] = [
  ['NUL', 'a\u0000b', 'bad-characters'],
  ['a backspace', 'a\bb', 'bad-characters'],
  ['a vertical tab', 'a\u000bb', 'bad-characters'],
  ['a form feed', 'a\fb', 'bad-characters'],
  ['an escape', 'a\u001b[31mb', 'bad-characters'],
  ['unit separator', 'a\u001fb', 'bad-characters'],
  ['DEL', 'a\u007fb', 'bad-characters'],
  ['the first of C1', 'a\u0080b', 'bad-characters'],
  ['NEL', 'a\u0085b', 'bad-characters'],
  ['the last of C1', 'a\u009fb', 'bad-characters'],
  ['a control character at the start', '\u0001b', 'bad-characters'],
  ['the first half of a surrogate pair', 'a\ud83db', 'bad-characters'],
  ['the second half of a surrogate pair', 'a\ude00b', 'bad-characters'],
  ['half a pair at the end', 'a\ud83d', 'bad-characters'],
  ['a pair the wrong way round', '\ude00\ud83d', 'bad-characters'],
];
const PLAIN: readonly Row[] = [
  ['a tab inside', 'a\tb'],
  ['letters beyond ASCII', 'Zoë Łukasz 北京 عربي'],
  ['joined emoji', '👩‍👩‍👧‍👦'],
  ['combining marks, not composed', 'e\u0301'],
  ['the first character after C1', 'a\u00a0b'],
  ['a line separator, which is no control character', 'a\u2028b'],
  ['a right-to-left mark', 'a\u200fb'],
  ['markup', '<script>alert(1)</script>'],
  ['an expression of the database', '#title = :title'],
  ['backslashes and quotes', '\\"\'`\\u0000'],
  ['a word of JavaScript', '__proto__'],
];
const TRIMMED: readonly Taken[] = [
  ['blanks around', '  a b  ', 'a b'],
  ['line breaks around', '\n a \r\n', 'a'],
  ['no-break and wide blanks around', '\u00a0\u3000a\u2003', 'a'],
];

const line = (field: string, max: number) => ({
  taken: [
    ...kept(field, ...PLAIN, [`${max} characters`, x(max)], [`${max} emoji`, smile(max)], ['one character', 'a']),
    ...taken(field, ...TRIMMED, [`${max} characters and blanks around`, `  ${x(max)}\n`, x(max)]),
  ],
  refused: refused(
    field,
    ...WRONG_TYPES,
    ...ONE_LINE,
    ...CONTROLS,
    [`${max + 1} characters`, x(max + 1), 'too-long'],
    [`${max + 1} emoji`, smile(max + 1), 'too-long'],
  ),
});

const lines = (field: string, max: number) => ({
  taken: [
    ...kept(
      field,
      ...PLAIN,
      ['line feeds', 'a\n\nb'],
      ['carriage returns', 'a\r\nb\rc'],
      [`${max} characters`, x(max)],
      [`${max} emoji`, smile(max)],
    ),
    ...unset(field, ...BLANKS),
    ...taken(field, ...TRIMMED),
  ],
  refused: refused(
    field,
    ...WRONG_TYPES,
    ...CONTROLS,
    [`${max + 1} characters`, x(max + 1), 'too-long'],
    [`${max + 1} emoji`, smile(max + 1), 'too-long'],
  ),
});

const choice = (field: string, choices: readonly string[], fallback: string) => ({
  taken: [
    ...kept(field, ...choices.map((word): Row => [`"${word}"`, word])),
    ...taken(field, ...BLANKS.map(([what, value]): Taken => [`${what} as the default`, value, fallback])),
  ],
  refused: refused(
    field,
    ...[
      'Open',
      `${fallback}x`,
      'no-such-choice',
      'constructor',
      'toString',
      '0',
      0,
      true,
      ['open'],
      [choices[0]],
      {},
      { open: 'open' },
    ].map((value): Refused => [JSON.stringify(value), value, 'not-a-choice']),
  ),
});

const tags = {
  taken: [
    ...kept(
      'tags',
      ['one', ['a']],
      ['20', distinct(20)],
      ['an order that is not the alphabet’s', ['c', 'a', 'b']],
      ['40 characters', [x(40)]],
      ['40 emoji', [smile(40)]],
      ['words that differ in case', ['A', 'a']],
      ['words that differ in composition', ['\u00e9', 'e\u0301']],
      ['a comma', ['a,b', 'a', 'b']],
      ['blanks and a tab inside', ['a b\tc']],
      ['names of every object', ['__proto__', 'constructor', 'length']],
    ),
    ...unset('tags', ['an empty list', []], ['null', null]),
    ...taken('tags', ['blanks around', [' a ', 'b\n'], ['a', 'b']]),
  ],
  refused: [
    ...refused(
      'tags',
      ['21', distinct(21), 'too-many'],
      ['24,000', Array(24_000).fill('a'), 'too-many'],
      ['20 of the same and one more', Array(21).fill('a'), 'too-many'],
    ),
    ...refused(
      'tags',
      ['a text', 'a', 'wrong-type'],
      ['an empty text', '', 'wrong-type'],
      ['a number', 1, 'wrong-type'],
      ['an object', { 0: 'a' }, 'wrong-type'],
      ['a long one', { length: 2 }, 'wrong-type'],
    ),
  ],
  refusedItems: [
    ['41 characters', ['a', x(41)], ['too-long /tags/1']],
    ['41 emoji', [smile(41)], ['too-long /tags/0']],
    ['a duplicate', ['a', 'b', 'a'], ['duplicate /tags/2']],
    ['two duplicates', ['a', 'a', 'b', 'a'], ['duplicate /tags/1', 'duplicate /tags/3']],
    ['a duplicate once trimmed', ['a', ' a '], ['duplicate /tags/1']],
    ['a semicolon', ['a;b'], ['bad-characters /tags/0']],
    ['a semicolon alone', ['a', ';'], ['bad-characters /tags/1']],
    ['an empty item', ['a', ''], ['too-short /tags/1']],
    ['a blank item', [' \t'], ['too-short /tags/0']],
    ...INVISIBLE.map(([what, item]): [string, unknown[], string[]] => [`${what} as an item`, ['a', item], ['too-short /tags/1']]),
    ['a line break', ['a\nb'], ['bad-characters /tags/0']],
    ['a C1 character', ['a\u0085b'], ['bad-characters /tags/0']],
    ['half a surrogate pair', ['\ud83d'], ['bad-characters /tags/0']],
    ['items of other types', ['a', 1, null, true, ['b'], { c: 1 }], [1, 2, 3, 4, 5].map((n) => `wrong-type /tags/${n}`)],
    [
      'a fault of each kind',
      ['a', x(41), 'a', ';', 1],
      ['too-long /tags/1', 'duplicate /tags/2', 'bad-characters /tags/3', 'wrong-type /tags/4'],
    ],
  ] satisfies [string, unknown[], string[]][],
};

const dueDate = {
  taken: [
    ...kept(
      'dueDate',
      ...['2024-02-29', '2000-02-29', '2026-01-01', '2026-12-31', '1900-02-28', '9999-12-31', '0001-01-01'].map((day): Row => [day, day]),
    ),
    ...unset('dueDate', ...BLANKS),
    ...taken('dueDate', ['blanks around', ' 2026-01-31\n', '2026-01-31']),
  ],
  refused: refused(
    'dueDate',
    ...WRONG_TYPES,
    ...[
      ...['2023-02-29', '1900-02-29', '2026-02-30', '2026-04-31', '2026-13-01', '2026-00-01', '2026-01-00', '2026-01-32'],
      ...['2026-1-1', '26-01-01', '20260101', '2026/01/01', '01.02.2026', '2026-01', '2026', '2026-W01-1', '2026-001'],
      ...[
        '2026-01-01T00:00:00Z',
        '2026-01-01 ',
        '+002026-01-01',
        '-2026-01-01',
        '12026-01-01',
        '２０２６-01-01',
        '2026–01–01',
        'today',
        '2026-01-01x',
        'x2026-01-01',
      ].filter((day) => day.trim() === day),
    ].map((day): Refused => [day, day, 'bad-format']),
  ),
};

const email = {
  taken: [
    ...kept(
      'email',
      ...[
        'ada@example.com',
        'Ada@Example.COM',
        'a@b',
        'a.b+c@sub.example.co',
        "!#$%&'*+/=?^_`{|}~-@example.com",
        '.a..b.@example.com',
        'a@1.2.3.4',
        'a@xn--bcher-kva.example',
        'a@a-b.c',
      ].map((text): Row => [text, text]),
      ['labels of 63 characters', label(63)],
      ['254 characters', address(254)],
    ),
    ...unset('email', ...BLANKS),
    ...taken('email', ['blanks around', ' ada@example.com\n', 'ada@example.com']),
  ],
  refused: refused(
    'email',
    ...WRONG_TYPES,
    ...[
      'ada',
      '@example.com',
      'ada@',
      'a@b@c',
      'a@.com',
      'a@b.',
      'a@b..c',
      'a@-b.c',
      'a@b-.c',
      'a@b_c.d',
      'a b@c.d',
      'a@b c',
      '"a b"@c.d',
      'a@[127.0.0.1]',
      'Ada <ada@example.com>',
      'mailto:ada@example.com',
      'a@b.c,d@e.f',
      'zoë@example.com',
      'a@bücher.example',
      'a(b)@c.d',
    ].map((text): Refused => [text, text, 'bad-format']),
    ['a label of 64 characters', label(64), 'bad-format'],
    ['255 characters', address(255), 'too-long'],
    ['a line break', 'a@b.c\nd', 'bad-characters'],
    ['NUL', 'a\u0000@b.c', 'bad-characters'],
  ),
};

const website = {
  taken: [
    ...kept(
      'website',
      ...[
        'http://example.com',
        'https://example.com/',
        'HTTPS://EXAMPLE.COM/Path',
        'https://example.com:8443/a/b?c=d&e=%20#f',
        'https://user:word@example.com/',
        'http://localhost:3000',
        'http://127.0.0.1/',
        'http://[::1]:80/',
        'https://bücher.example/straße?q=ü',
        'https://example.com/%zz',
        'https://example.com/a;b,c(d)!',
      ].map((text): Row => [text, text]),
      ['2,000 characters', site(2000)],
    ),
    ...unset('website', ...BLANKS),
    ...taken('website', ['blanks around', ' https://example.com/\n', 'https://example.com/']),
  ],
  refused: refused(
    'website',
    ...WRONG_TYPES,
    ...[
      ...[
        'example.com',
        'www.example.com',
        '//example.com',
        '/path',
        '?q',
        '#f',
        'https://',
        'https:///path',
        'http://?q',
        'https://#f',
        'https:',
        'https',
      ],
      ...[
        'ftp://example.com/',
        'javascript:alert(1)',
        'data:text/html,x',
        'mailto:a@b.c',
        'file:///etc/passwd',
        'ws://example.com',
        'httpss://example.com',
      ],
      ...[
        'https://exa mple.com/',
        'https://example.com/a b',
        'https://example.com/?a b',
        'https://example.com/a\u00a0b',
        'https://example.com/a\u2003b',
        'https://example.com/\tb',
      ],
      ...[
        'https://example.com:99999/',
        'https://example.com:x/',
        'https://[::1/',
        'https://exa%00mple.com',
        'https://exa<mple.com',
        'https://1.2.3.256/',
        'https://user@/',
        'x https://example.com/',
      ],
    ].map((text): Refused => [text, text, 'bad-format']),
    ['2,001 characters', site(2001), 'too-long'],
    ['a line break', 'https://example.com/\nb', 'bad-characters'],
    ['NUL', 'https://example.com/\u0000', 'bad-characters'],
  ),
};

const fields = {
  tasks: [
    line('title', 200),
    lines('notes', 4000),
    choice('status', ['open', 'in-progress', 'done'], 'open'),
    choice('priority', ['low', 'normal', 'high'], 'normal'),
    dueDate,
    tags,
  ],
  customers: [
    line('name', 200),
    line('phone', 40),
    line('company', 200),
    email,
    website,
    choice('stage', ['lead', 'active', 'inactive'], 'lead'),
    lines('address', 500),
    lines('notes', 4000),
    tags,
  ],
};

/** Records with a fault in every field that can have one. */
const BROKEN: Readonly<Record<string, [string, object, string[]][]>> = {
  tasks: [
    [
      'of a task',
      {
        title: x(201),
        notes: 1,
        status: 'closed',
        priority: 'high',
        dueDate: '2023-02-29',
        tags: ['a', 'a', ''],
        colour: 'red',
        version: 7,
      },
      [
        ...[
          'too-long /title',
          'wrong-type /notes',
          'not-a-choice /status',
          'bad-format /dueDate',
          'duplicate /tags/1',
          'too-short /tags/2',
        ],
        ...['unknown-field /colour', 'read-only /version'],
      ],
    ],
  ],
  customers: [
    [
      'of a customer',
      { name: null, email: 'ada', phone: x(41), company: {}, stage: 1, website: 'x', address: '\u0000', notes: '\u0085.', tags: 'a' },
      [
        ...['required /name', 'bad-format /email', 'too-long /phone', 'wrong-type /company', 'not-a-choice /stage', 'bad-format /website'],
        ...['bad-characters /address', 'bad-characters /notes', 'wrong-type /tags'],
      ],
    ],
  ],
};

const types = Object.entries(fields);

describe.each(types)('%s', (type, rules) => {
  let own: Made;

  beforeAll(async () => {
    own = await make(editor, type, { ...REQUIRED[type], tags: ['before'] });
  });

  it.each(rules.flatMap((rule) => rule.refused))('refuses for %s: %s', async (field, _, input, code) => {
    await expectRefused(own.path, { [field]: input }, [`${code} /${field}`]);
  });

  it.each(tags.refusedItems)('refuses among tags: %s', async (_, input, faults) => {
    await expectRefused(own.path, { tags: input }, faults);
  });

  it.each<[string, object, string[]]>([
    ['a field of no type', { colour: 'red' }, ['unknown-field /colour']],
    ['a name in another letter case', { Tags: [] }, ['unknown-field /Tags']],
    ['a name with a blank', { 'tags ': [] }, ['unknown-field /tags ']],
    ['an empty name', { '': 1 }, ['unknown-field /']],
    ['a name that a JSON Pointer must escape', { 'a/b~c': 1, '~1': 2 }, ['unknown-field /a~1b~0c', 'unknown-field /~01']],
    [
      'a name that looks like a path',
      { 'tags[0]': 'a', 'tags.0': 'a', '*': 1 },
      ['unknown-field /tags[0]', 'unknown-field /tags.0', 'unknown-field /*'],
    ],
    ['an unknown field that is null', { colour: null }, ['unknown-field /colour']],
    ['half a surrogate pair as a name', { '\ud83d': 1 }, ['unknown-field /\ud83d']],
  ])('refuses %s', async (_, input, faults) => {
    await expectRefused(own.path, input, faults);
  });

  it.each(BROKEN[type] ?? [])('names every fault at once: %s', async (_, input, faults) => {
    await expectRefused(own.path, input, faults);
  });

  it('has written nothing of all that it refused', async () => {
    expect(await countLive(viewer, type)).toBe(1);
    expect((await viewer.get(own.path)).body).toEqual(own.record);
  });

  it.each(rules.flatMap((rule) => rule.taken))('takes for %s: %s', async (field, _, input, value) => {
    const { path, record } = await make(editor, type, { ...REQUIRED[type], [field]: input });
    expect(record[field]).toEqual(value);
    expect((await viewer.get(path)).body[field]).toEqual(value);
    const patched = await editor.patch(path, { body: { [field]: input } });
    expect({ status: patched.status, etag: patched.headers['etag'] }).toEqual({ status: 200, etag: '"1"' });
  });
});

it('reports what is allowed, with one fault for each value', async () => {
  const { body } = await editor.post('/api/v1/tasks', { body: { title: x(201), status: 'closed' } });
  expect(body.errors).toEqual([
    { in: 'body', pointer: '/title', code: 'too-long', detail: expect.stringContaining('200') },
    { in: 'body', pointer: '/status', code: 'not-a-choice', detail: expect.stringContaining('open, in-progress, done') },
  ]);
});

describe('a text of which a reader sees nothing', () => {
  it.each(INVISIBLE)('is refused as a required field: %s', async (_, text) => {
    const { path } = await make(editor, 'tasks', { title: 'x' });
    await expectRefused(path, { title: text }, ['required /title']);
    const { body } = await editor.post('/api/v1/tasks/batch', { body: { operations: [{ method: 'create', record: { title: text } }] } });
    expect(body.results[0].problem.errors).toMatchObject([{ pointer: '/operations/0/record/title', code: 'required' }]);
  });

  it.each(INVISIBLE)('is a blank cell of an import: %s', async (_, text) => {
    const { path, record } = await make(editor, 'tasks', { title: 'x', notes: 'n', status: 'done', dueDate: '2026-01-01', tags: ['a'] });
    const send = async (csv: string) =>
      (await editor.post('/api/v1/tasks/import', { body: csv, headers: { 'Content-Type': 'text/csv' } })).body;
    expect(await send(`title\n"${text}"\n`)).toMatchObject({ created: 0, failed: 1, rows: [{ row: 2, status: 422 }] });
    const row = ['notes', 'status', 'dueDate', 'tags'].map(() => `"${text}"`).join();
    expect(await send(`id,notes,status,dueDate,tags\n${record['id']},${row}\n`)).toMatchObject({ updated: 1, failed: 0 });
    const { notes, status, dueDate, tags } = (await viewer.get(path)).body;
    expect({ notes, status, dueDate, tags }).toEqual({ status: 'open' });
  });

  it.each(INVISIBLE)('is a blank value of a filter: %s', async (_, text) => {
    for (const name of ['title', 'title[prefix]', 'title[gte]', 'tags', 'dueDate', 'status', 'q']) {
      const { status, body } = await viewer.get(`/api/v1/tasks?${name}=${encodeURIComponent(text)}`);
      expect([name, status, body.errors?.map(({ code }: { code: string }) => code)]).toEqual([name, 400, expect.any(Array)]);
    }
  });

  it('stays inside a text that has something to see', async () => {
    const title = '\u200ba\u200db\u00ad';
    expect((await make(editor, 'tasks', { title })).record['title']).toBe(title);
  });
});

/** Refused by POST, PUT and PATCH alike, with just these faults, in any order. */
async function expectRefused(path: string, input: object, faults: readonly string[]): Promise<void> {
  const type = path.split('/')[3] ?? '';
  for (const answer of [
    await editor.post(`/api/v1/${type}`, { body: { ...REQUIRED[type], ...input } }),
    await editor.put(path, { body: { ...REQUIRED[type], ...input } }),
    await editor.patch(path, { body: input }),
  ]) {
    expectProblem(answer, 'invalid-record');
    expect(faultsOf(answer).sort()).toEqual([...faults].sort());
  }
}
