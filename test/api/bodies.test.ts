import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createCallers } from '../support/callers.ts';
import { expectProblem, faultsOf } from '../support/problem.ts';
import { countLive, make, UNKNOWN_ID } from '../support/records.ts';
import { startTarget } from '../support/target.ts';

const target = await startTarget();
const { viewer, editor } = await createCallers(target);
afterAll(() => target.close());

const TASKS = '/api/v1/tasks';
const JSON_TYPE = { 'Content-Type': 'application/json' };
const LIMIT = 256 * 1024;
const live = await make(editor, 'tasks', { title: 'live' });

/** A title in brackets, so that the whole is so many levels deep. */
const nested = (levels: number) => `{"title":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;
const nestedObjects = (levels: number) => `${'{"x":'.repeat(levels - 1)}{}${'}'.repeat(levels - 1)}`;
const padded = (bytes: number) => `{"title":"padded"${' '.repeat(bytes - 18)}}`;

let count: number;
beforeEach(async () => {
  count = await countLive(viewer, 'tasks');
});

describe('a body is refused, and nothing is written:', () => {
  afterEach(async () => {
    expect(await countLive(viewer, 'tasks')).toBe(count);
    expect((await viewer.get(live.path)).body).toEqual(live.record);
  });

  it.each([
    ['an object that does not end', '{"title":"x"'],
    ['a text that does not end', '{"title":"x'],
    ['two objects', '{"title":"x"}{"title":"y"}'],
    ['something after the object', '{"title":"x"} x'],
    ['a comma too many', '{"title":"x",}'],
    ['a comma too few', '{"title":"x" "notes":"y"}'],
    ['a name without quotes', '{title:"x"}'],
    ['single quotes', "{'title':'x'}"],
    ['a comment', '{"title":"x"} // x'],
    ['NaN', '{"title":NaN}'],
    ['Infinity', '{"title":Infinity}'],
    ['a hexadecimal number', '{"title":0x10}'],
    ['a number with a leading zero', '{"title":01}'],
    ['undefined', 'undefined'],
    ['an unknown escape', '{"title":"\\x41"}'],
    ['a line break within a text', '{"title":"a\nb"}'],
    ['a NUL', '{"title":"x"}\u0000'],
    ['a no-break space before', '\u00a0{"title":"x"}'],
    ['blanks alone', ' \n '],
    ['two byte order marks', '\ufeff\ufeff{"title":"x"}'],
    ['a form', 'title=x'],
    ['markup', '<title>x</title>'],
  ])('400 for %s', async (_, body) => {
    for (const answer of [
      await editor.post(TASKS, { headers: JSON_TYPE, body }),
      await editor.put(live.path, { headers: JSON_TYPE, body }),
      await editor.patch(live.path, { headers: JSON_TYPE, body }),
    ]) {
      expectProblem(answer, 'malformed-request');
      expect(faultsOf(answer)).toEqual(['malformed-json ']);
    }
  });

  it('400 for none', async () => {
    for (const answer of [
      await editor.post(TASKS, { headers: JSON_TYPE }),
      await editor.post(TASKS, { headers: JSON_TYPE, body: '' }),
      await editor.put(live.path, { headers: JSON_TYPE }),
      await editor.patch(live.path, { headers: JSON_TYPE }),
    ]) {
      expectProblem(answer, 'malformed-request');
      expect(faultsOf(answer)).toEqual(['empty-body ']);
    }
  });

  it.each([
    ['a key', '{"title":"a","title":"b"}'],
    ['a key with the same value', '{"title":"a","title":"a"}'],
    ['an escaped key', '{"title":"a","\\u0074itle":"b"}'],
    ['a key with other escapes', '{"a/b":1,"a\\/b":2,"title":"x"}'],
    ['a key of an inner object', '{"title":{"a":1,"b":{},"a":2}}'],
    ['a key of an object in a list', '{"title":[{"a":1},{"a":1,"a":2}]}'],
    ['a key after an inner object with it', '{"a":{"title":1},"title":"x","title":"y"}'],
    ['an empty key', '{"":1,"":2}'],
    ['__proto__', '{"__proto__":1,"title":"x","__proto__":2}'],
    ['a key whose text holds quotes and braces', '{"a\\"{":1,"title":"x","a\\"{":2}'],
    ['a key of an object in a list that is the body', '[{"a":1,"a":2}]'],
  ])('400 for %s twice', async (_, body) => {
    const answer = await editor.post(TASKS, { headers: JSON_TYPE, body });
    expectProblem(answer, 'malformed-request');
    expect(faultsOf(answer)).toEqual(['repeated-key ']);
    expectProblem(await editor.patch(live.path, { headers: JSON_TYPE, body }), 'malformed-request');
  });

  it.each<[string, (number | string)[]]>([
    ['Latin-1', ['{"title":"caf', 0xe9, '"}']],
    ['a character cut short', ['{"title":"', 0xe2, 0x82, '"}']],
    ['a slash of two bytes', ['{"title":"', 0xc0, 0xaf, '"}']],
    ['half a surrogate pair', ['{"title":"', 0xed, 0xa0, 0x80, '"}']],
    ['a character beyond Unicode', ['{"title":"', 0xf4, 0x90, 0x80, 0x80, '"}']],
    ['a lone continuation', ['{"title":"x"}', 0x80]],
    ['UTF-16 with its mark', [0xff, 0xfe, '{', 0, '}', 0]],
    ['a byte that never occurs', ['{"title":"', 0xff, '"}']],
  ])('400 for bytes that are not UTF-8: %s', async (_, parts) => {
    const body = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from([part]))));
    for (const headers of [JSON_TYPE, { 'Content-Type': 'application/json; charset=utf-8' }]) {
      const answer = await editor.post(TASKS, { headers, body });
      expectProblem(answer, 'malformed-request');
      expect(faultsOf(answer)).toEqual(['not-utf-8 ']);
    }
  });

  it.each([
    ['33 levels of lists', nested(33)],
    ['33 levels of objects', nestedObjects(33)],
    ['33 levels of both', `{"x":[${nestedObjects(31)}]}`],
    ['33 levels that are not the outermost first', `{"title":"x","y":[],"x":${nestedObjects(32)}}`],
    ['8,000 levels', nested(8000)],
    ['120,000 levels', nested(120_000)],
  ])('400 for %s', async (_, body) => {
    const answer = await editor.post(TASKS, { headers: JSON_TYPE, body });
    expectProblem(answer, 'malformed-request');
    expect(faultsOf(answer)).toEqual(['too-deep ']);
  });

  it.each([
    ['32 levels of lists', nested(32), ['wrong-type /title']],
    ['32 levels of objects', nestedObjects(32), ['unknown-field /x']],
    ['32 levels twice', `{"x":${nestedObjects(31)},"y":${nestedObjects(31)}}`, ['unknown-field /x', 'unknown-field /y']],
    ['a number beyond a double', '{"title":1e400}', ['wrong-type /title']],
    ['a number beyond the negative end', '{"tags":[-1e400]}', ['wrong-type /tags/0']],
    ['a number of 10,000 digits', `{"title":1${'0'.repeat(10_000)}}`, ['wrong-type /title']],
    ['a number that a double rounds', '{"title":9007199254740993}', ['wrong-type /title']],
    ['the same key in two objects', '{"x":{"a":1},"y":[{"a":1},{"a":2}]}', ['unknown-field /x', 'unknown-field /y']],
  ])('422 for %s', async (_, body, faults) => {
    const answer = await editor.patch(live.path, { headers: JSON_TYPE, body });
    expectProblem(answer, 'invalid-record');
    expect(faultsOf(answer)).toEqual(faults);
    expectProblem(await editor.post(TASKS, { headers: JSON_TYPE, body }), 'invalid-record');
  });

  it.each([['[]'], ['[{"title":"x"}]'], ['"x"'], ['"{}"'], ['1'], ['-0'], ['1e400'], ['true'], ['false'], ['null'], [' null\n']])(
    '422 for JSON that is no object: %s',
    async (body) => {
      for (const answer of [
        await editor.post(TASKS, { headers: JSON_TYPE, body }),
        await editor.put(live.path, { headers: JSON_TYPE, body }),
        await editor.patch(live.path, { headers: JSON_TYPE, body }),
      ]) {
        expectProblem(answer, 'invalid-record');
        expect(faultsOf(answer)).toEqual(['wrong-type ']);
      }
    },
  );

  it('422 in an answer of reasonable size for more faults than anyone can read', async () => {
    const names = Array.from({ length: 24_000 }, (_, n) => `"${n.toString(36)}":1`);
    const answer = await editor.post(TASKS, { headers: JSON_TYPE, body: `{${names.join(',')}}` });
    expectProblem(answer, 'invalid-record');
    expect(answer.body.errors).toHaveLength(100);
    expect(answer.body.detail).toMatch(/24000|24,000|24001/);
    expect(answer.text.length).toBeLessThan(100_000);
  });

  it.each([
    [LIMIT + 1, padded(LIMIT + 1)],
    [LIMIT + 1, `{"title":"${'x'.repeat(LIMIT + 1 - 12)}"}`],
    [4 * LIMIT, padded(4 * LIMIT)],
  ])('413 for %d bytes', async (bytes, body) => {
    expect(Buffer.byteLength(body)).toBe(bytes);
    expectProblem(await editor.post(TASKS, { headers: JSON_TYPE, body }), 'too-large');
    expectProblem(await editor.put(live.path, { headers: JSON_TYPE, body }), 'too-large');
    expectProblem(await editor.patch(live.path, { headers: JSON_TYPE, body }), 'too-large');
  });

  it('413 counts bytes, not characters', async () => {
    const body = `{"title":"${'é'.repeat(LIMIT / 2)}"}`;
    expectProblem(await editor.post(TASKS, { headers: JSON_TYPE, body }), 'too-large');
  });

  it.each([
    ['no Content-Type', {}],
    ...[
      ...['text/plain', 'text/json', 'application/xml', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/csv'],
      ...[
        'application',
        '*/*',
        'application/*',
        'application/jsonx',
        'xapplication/json',
        'application/json, text/plain',
        'application/problem+json',
      ],
      ...[
        'application/json-patch+json',
        'application/vnd.api+json',
        'application/json; charset=utf-16',
        'application/json; charset=utf-16le',
      ],
      ...[
        'application/json; charset=utf-7',
        'application/json; charset=iso-8859-1',
        'application/json; charset="latin1"',
        'application/json; x=y; charset=utf-32',
      ],
    ].map((type): [string, object] => [type, { 'Content-Type': type }]),
    ...['gzip', 'GZIP', 'deflate', 'br', 'x', 'gzip, identity'].map((encoding): [string, object] => [
      `a Content-Encoding ${encoding}`,
      { ...JSON_TYPE, 'Content-Encoding': encoding },
    ]),
  ])('415 for %s', async (_, headers) => {
    const body = Buffer.from('{"title":"x"}');
    for (const answer of [
      await editor.post(TASKS, { headers: { ...headers }, body }),
      await editor.put(live.path, { headers: { ...headers }, body }),
      await editor.patch(live.path, { headers: { ...headers }, body }),
    ]) {
      expectProblem(answer, 'unsupported-media-type');
    }
  });

  it('415 for what is really compressed', async () => {
    const headers = { ...JSON_TYPE, 'Content-Encoding': 'gzip' };
    expectProblem(await editor.post(TASKS, { headers, body: gzipSync('{"title":"x"}') }), 'unsupported-media-type');
  });

  it('415 for a merge patch that is to be a record', async () => {
    const headers = { 'Content-Type': 'application/merge-patch+json' };
    expectProblem(await editor.post(TASKS, { headers, body: '{"title":"x"}' }), 'unsupported-media-type');
    expectProblem(await editor.put(live.path, { headers, body: '{"title":"x"}' }), 'unsupported-media-type');
  });

  it('415 for another kind of patch, with what is taken (RFC 5789, section 2.2)', async () => {
    const headers = { 'Content-Type': 'application/json-patch+json' };
    const answer = await editor.patch(live.path, { headers, body: '[{"op":"replace","path":"/title","value":"x"}]' });
    expectProblem(answer, 'unsupported-media-type');
    expect(answer.headers['accept-patch']).toBe('application/merge-patch+json, application/json');
  });
});

describe('a body is taken:', () => {
  afterEach(async () => {
    expect(await countLive(viewer, 'tasks')).toBe(count + 1);
  });

  it.each([
    ['application/json'],
    ['Application/JSON'],
    ['application/json; charset=utf-8'],
    ['application/json;charset=UTF-8'],
    ['application/json; charset="utf-8"'],
    ['application/json ; charset=utf-8'],
    ['application/json; profile=x'],
  ])('as %s', async (type) => {
    const answer = await editor.post(TASKS, { headers: { 'Content-Type': type }, body: '{"title":"Zoë"}' });
    expect({ status: answer.status, title: answer.body.title }).toEqual({ status: 201, title: 'Zoë' });
  });

  it.each([
    ['with a byte order mark', '\ufeff{"title":"x"}', 'x'],
    ['with blanks around', ' \r\n\t{ "title" : "x" }\n', 'x'],
    ['with escapes', '{"\\u0074itle":"\\u0041\\ud83d\\ude00\\/"}', 'A😀/'],
    ['with what looks like a key twice, in a text', '{"title":"{\\"a\\":1,\\"a\\":2}"}', '{"a":1,"a":2}'],
    ['with what looks like deep nesting, in a text', `{"title":"${'[{'.repeat(40)}"}`, '[{'.repeat(40)],
    ['with backslashes before a quote', '{"title":"a\\\\","notes":"b"}', 'a\\'],
  ])('%s', async (_, body, title) => {
    const answer = await editor.post(TASKS, { headers: JSON_TYPE, body });
    expect({ status: answer.status, title: answer.body.title }).toEqual({ status: 201, title });
  });

  it('of 256 KiB', async () => {
    const body = padded(LIMIT);
    expect(Buffer.byteLength(body)).toBe(LIMIT);
    expect((await editor.post(TASKS, { headers: JSON_TYPE, body })).body.title).toBe('padded');
  });

  it('with a Content-Encoding that changes nothing', async () => {
    const headers = { ...JSON_TYPE, 'Content-Encoding': 'identity' };
    expect((await editor.post(TASKS, { headers, body: '{"title":"x"}' })).status).toBe(201);
  });
});

it('a body where none is wanted changes nothing', async () => {
  const { path } = await make(editor, 'tasks', { title: 'x' });
  expect((await editor.delete(path, { headers: JSON_TYPE, body: '{"title":' })).status).toBe(204);
  expect((await editor.post(`${path}/restore`, { headers: { 'Content-Type': 'text/plain' }, body: 'x' })).body.title).toBe('x');
});

describe('an action without input', () => {
  it.each([
    ['fields', JSON_TYPE, '{"x":1,"title":"z"}', 'invalid-record'],
    ['a list', JSON_TYPE, '[]', 'invalid-record'],
    ['half of an object', JSON_TYPE, '{"x":', 'malformed-request'],
    ['a text', { 'Content-Type': 'text/plain' }, 'x', 'unsupported-media-type'],
    ['more than its limit', JSON_TYPE, padded(LIMIT + 1), 'too-large'],
  ] as const)('refuses %s, and changes nothing', async (_, headers, body, problem) => {
    const { path } = await make(editor, 'tasks', { title: 'x' });
    expectProblem(await editor.post(`${path}/actions/complete`, { headers, body }), problem);
    expect((await editor.get(path)).body).toMatchObject({ title: 'x', status: 'open', version: 1 });
  });

  it.each<[string, object]>([
    ['nothing', {}],
    ['nothing, with a Content-Type', { headers: { 'Content-Type': 'text/plain' } }],
    ['an empty text', { headers: JSON_TYPE, body: '' }],
    ['an empty object', { headers: JSON_TYPE, body: ' {} ' }],
  ])('takes %s', async (_, options) => {
    const { path } = await make(editor, 'tasks', { title: 'x' });
    expect((await editor.post(`${path}/actions/complete`, options)).body).toMatchObject({ status: 'done', version: 2 });
  });

  it('tells of a missing record or another version first', async () => {
    const { path } = await make(editor, 'tasks', { title: 'x' });
    const body = { x: 1 };
    expectProblem(await editor.post(`/api/v1/tasks/${UNKNOWN_ID}/actions/complete`, { body }), 'not-found');
    expectProblem(await editor.post(`${path}/actions/complete`, { body, headers: { 'If-Match': '"9"' } }), 'version-conflict');
  });
});

it('any JSON at all is either kept as it is answered, or refused as it should be', async () => {
  const key = fc.constantFrom('title', 'notes', 'status', 'priority', 'dueDate', 'tags', 'id', 'colour', '__proto__', '');
  const value = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.constantFrom('open', 'high', '2026-02-29', '2024-02-29'),
    fc.array(fc.string(), { maxLength: 3 }),
  );
  const record = fc
    .array(fc.tuple(key, value), { maxLength: 4 })
    .map((entries) => `{"title":"x"${entries.map(([name, member]) => `,${JSON.stringify(name)}:${JSON.stringify(member)}`).join('')}}`);
  await fc.assert(
    fc.asyncProperty(fc.oneof(record, fc.json()), async (body) => {
      const answer = await editor.post(TASKS, { headers: JSON_TYPE, body });
      expect([201, 400, 422]).toContain(answer.status);
      if (answer.status !== 201) return;
      expect((await viewer.get(answer.headers['location'] ?? '')).body).toEqual(answer.body);
      expect((await editor.put(answer.headers['location'] ?? '', { headers: JSON_TYPE, body })).headers['etag']).toBe('"1"');
    }),
    { numRuns: 100 },
  );
});
