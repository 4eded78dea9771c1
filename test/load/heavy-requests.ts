/** A request that causes as much work as its size allows. */
export interface HeavyRequest {
  readonly name: string;
  readonly method: string;
  /** Path and query; `{id}` stands for an existing task. */
  readonly url: string;
  readonly type: string;
  readonly body: string;
}

const KIB = 1024;
const MIB = 1024 * KIB;
const BATCH = '/api/v1/tasks/batch';
const IMPORT = '/api/v1/tasks/import';

/** Returns `head`, the pattern as often as it fits, and `tail`. A pattern function gets the number of the repetition. */
function filled(size: number, head: string, pattern: string | ((n: number) => string), tail = ''): string {
  const room = size - Buffer.byteLength(head) - Buffer.byteLength(tail);
  if (typeof pattern === 'string') return head + pattern.repeat(Math.floor(room / Buffer.byteLength(pattern))) + tail;
  const parts: string[] = [];
  for (let used = 0, n = 0; ; n++) {
    const part = pattern(n);
    used += Buffer.byteLength(part);
    if (used > room) return head + parts.join('') + tail;
    parts.push(part);
  }
}

function operations(operation: (n: number) => object): string {
  return JSON.stringify({ operations: Array.from({ length: 100 }, (_, n) => operation(n)) });
}

const EMOJI_NOTES = '😀'.repeat(2_500);
/** Combining marks in the wrong order, which Unicode normalization sorts. */
const MARKS = '\u0301\u0323'.repeat(2_000);

const csv: Readonly<Record<string, string>> = {
  'uneven rows': filled(MIB, 'title\n', 'a,b\n'),
  'blank lines': filled(MIB, 'title\n', '\n'),
  'blank lines ended by CR': filled(MIB, 'title\r', '\r'),
  'blank lines ended by CRLF': filled(MIB, 'title\r\n', '\r\n'),
  'rows of one character': filled(MIB, 'title\n', 'a\n'),
  'a row of commas': filled(MIB, 'title\na', ','),
  'a header of commas': filled(MIB, 'title', ',', '\na\n'),
  'a header of unknown names': filled(MIB, 'title', (n) => `,c${n}`, '\na\n'),
  'a header of known names': filled(MIB, 'title', ',title', '\na\n'),
  '999 rows of commas': `title\n${filled(MIB / 1_000, 'a', ',', '\n').repeat(999)}`,
  'a wide header and 999 rows that fit': `title${','.repeat(900)}\n${`a${','.repeat(900)}\n`.repeat(999)}`,
  'one long cell': filled(MIB, 'title\n', 'x'),
  'one long cell of emoji': filled(MIB, 'title\n', '😀'),
  'one long cell of digits as a date': filled(MIB, 'title,dueDate\na,', '1', 'x'),
  'a quote that is not closed': filled(MIB, 'title\n"', 'a\n'),
  'a cell of quotes': filled(MIB, 'title\n"', '""', '"\n'),
  'quoted cells': filled(MIB, 'title\n', '"a",'),
  'a cell of blanks': filled(MIB, 'title\n', ' '),
  'a list of many items': filled(MIB, 'title,tags\na,', 'a;'),
  '1,000 rows of the longest texts': `title,notes\n${`${'Ж'.repeat(200)},${'n'.repeat(500)}\n`.repeat(1_000)}`,
  '1,000 rows of faults': `title,notes,status,priority,dueDate,tags\n${`,\u0001,x,x,x,${';'.repeat(19)}\n`.repeat(1_000)}`,
  '1,000 rows for one record': `id,version,title\n${'{id},7,late\n'.repeat(1_000)}`,
  '1,000 rows without a record': `id,title\n${'01890000-0000-7000-8000-000000000000,x\n'.repeat(1_000)}`,
  'an id of control characters': filled(MIB, 'id,title\n', '\u0001', ',x\n'),
};

const json: Readonly<Record<string, (size: number) => string>> = {
  'nested lists without an end': (size) => filled(size, '', '['),
  'nested objects without an end': (size) => filled(size, '', '{"a":'),
  'a list of empty lists': (size) => filled(size, '[[]', ',[]', ']'),
  'a list of empty objects': (size) => filled(size, '[{}', ',{}', ']'),
  'a list of small objects': (size) => filled(size, '[{"a":0}', ',{"a":0}', ']'),
  'a list of numbers': (size) => filled(size, '[0', ',0', ']'),
  'many keys': (size) => filled(size, '{"a":0', (n) => `,"k${n}":0`, '}'),
  'many keys of digits': (size) => filled(size, '{"a":0', (n) => `,"${n * 65_536}":0`, '}'),
  'a repeated key at the end': (size) => filled(size, '{"k0":0', (n) => `,"k${n + 1}":0`, ',"k0":0}'),
  'escaped keys': (size) => filled(size, '{"a":0', (n) => `,"\\u0061${n}":0`, '}'),
  'a long key': (size) => filled(size, '{"', '~/', '":0}'),
  'a long text': (size) => filled(size, '{"title":"', 'x', '"}'),
  'a long text of escapes': (size) => filled(size, '{"title":"', '\\"', '"}'),
  'a long text of marks': (size) => filled(size, '{"title":"', '\u0301\u0323', '"}'),
  'many tags': (size) => filled(size, '{"title":"a","tags":["a"', ',"a"', ']}'),
  'a text that is not closed': (size) => filled(size, '{"title":"', '\\"'),
  blanks: (size) => filled(size, '{"title":"a"', ' ', '}'),
  'a long number': (size) => filled(size, '{"title":', '9', '}'),
};

const batches: Readonly<Record<string, string>> = {
  '100 creates of the longest notes': operations((n) => ({ method: 'create', record: { title: `${n}`, notes: EMOJI_NOTES } })),
  '100 creates with long sort keys': operations(() => ({ method: 'create', record: { title: 'Ж'.repeat(200), notes: 'Ж'.repeat(4_000) } })),
  '100 creates of notes that sort slowly': operations((n) => ({ method: 'create', record: { title: `${n}`, notes: MARKS } })),
  '100 updates of one record': operations((n) => ({ method: 'update', id: '{id}', record: { notes: EMOJI_NOTES + n } })),
  '100 stale updates': operations(() => ({ method: 'update', id: '{id}', record: { notes: EMOJI_NOTES }, ifMatch: '"999"' })),
  '100 creates with many unknown fields': operations(() => ({
    method: 'create',
    record: Object.fromEntries(Array.from({ length: 900 }, (_, n) => [`f${n}`, 0])),
  })),
  '100 operations with many unknown members': operations(() => Object.fromEntries(Array.from({ length: 900 }, (_, n) => [`m${n}`, 0]))),
  '250,000 operations': filled(MIB, '{"operations":[0', ',0', ']}'),
};

const searched = encodeURIComponent('e\u0301 '.repeat(66));

const JSON_TYPE = 'application/json';
const ANY_JSON = Object.entries(json);
/** The bodies that take the longest to validate. They are enough for PUT and PATCH, which read JSON as POST does. */
const VALIDATED = ANY_JSON.filter(([name]) => ['many keys', 'a long text of marks', 'many tags'].includes(name));
/** A dry run differs from an import only in that it writes nothing, so a few bodies are enough. */
const DRY_RUN = ['uneven rows', '1,000 rows of faults', '1,000 rows of the longest texts', 'a wide header and 999 rows that fit'];
const UNKNOWN = '/api/v1/tasks/01890000-0000-7000-8000-000000000000';

export const HEAVY_REQUESTS: readonly HeavyRequest[] = [
  ...Object.entries(csv)
    .filter(([name]) => !DRY_RUN.includes(name))
    .map(([name, body]) => ({ name: `import: ${name}`, method: 'POST', url: IMPORT, type: 'text/csv', body })),
  ...DRY_RUN.map((name) => ({
    name: `dry run: ${name}`,
    method: 'POST',
    url: `${IMPORT}?dryRun=true`,
    type: 'text/csv',
    body: csv[name] ?? '',
  })),
  ...Object.entries(batches).map(([name, body]) => ({ name: `batch: ${name}`, method: 'POST', url: BATCH, type: JSON_TYPE, body })),
  ...ANY_JSON.flatMap(([name, bodyOf]) => [
    { name: `batch: ${name}`, method: 'POST', url: BATCH, type: JSON_TYPE, body: bodyOf(MIB) },
    { name: `create: ${name}`, method: 'POST', url: '/api/v1/tasks', type: JSON_TYPE, body: bodyOf(256 * KIB) },
  ]),
  ...VALIDATED.flatMap(([name, bodyOf]) => [
    { name: `replace: ${name}`, method: 'PUT', url: '/api/v1/tasks/{id}', type: JSON_TYPE, body: bodyOf(256 * KIB) },
    { name: `patch: ${name}`, method: 'PATCH', url: '/api/v1/tasks/{id}', type: JSON_TYPE, body: bodyOf(256 * KIB) },
    { name: `create, too large: ${name}`, method: 'POST', url: '/api/v1/tasks', type: JSON_TYPE, body: bodyOf(MIB) },
    { name: `restore, which has no body: ${name}`, method: 'POST', url: `${UNKNOWN}/restore`, type: JSON_TYPE, body: bodyOf(MIB) },
    { name: `delete, which has no body: ${name}`, method: 'DELETE', url: UNKNOWN, type: JSON_TYPE, body: bodyOf(MIB) },
    { name: `count, which has no POST: ${name}`, method: 'POST', url: '/api/v1/tasks/count', type: JSON_TYPE, body: bodyOf(MIB) },
  ]),
  // The batches above created notes that take long to search.
  ...['/api/v1/tasks', '/api/v1/tasks/count'].map((url) => ({
    name: `search of many words: ${url}`,
    method: 'GET',
    url: `${url}?q=${searched}`,
    type: '',
    body: '',
  })),
  { name: 'a list of the longest records', method: 'GET', url: '/api/v1/tasks?limit=100', type: '', body: '' },
  { name: 'a long filter', method: 'GET', url: `/api/v1/tasks/count?tags=${'a,'.repeat(7_000)}a`, type: '', body: '' },
  { name: 'many parameters', method: 'GET', url: `/api/v1/tasks?${'a&'.repeat(7_000)}`, type: '', body: '' },
];
