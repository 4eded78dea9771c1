import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { recordTypes } from '../../src/records/index.ts';
import { computedFields } from '../../src/schema/computed.ts';
import { SERVICE_FIELDS } from '../../src/schema/definition.ts';
import { inputFields, type RecordType } from '../../src/schema/record-type.ts';
import { createCallers } from '../support/callers.ts';
import type { Answer } from '../support/client.ts';
import { eventually } from '../support/eventually.ts';
import { exampleBodies, type Values } from '../support/example-bodies.ts';
import { expectProblem, faultsOf } from '../support/problem.ts';
import { countLive, make, makeTrashed } from '../support/records.ts';
import { startTarget } from '../support/target.ts';

/** What holds for every record type. Its definition and its `example` are enough to test a new one. */
const target = await startTarget();
const { viewer, editor, admin, stranger } = await createCallers(target);
afterAll(() => target.close());

const served: string[] = (await viewer.get('/api/v1')).body.recordTypes.map(({ name }: { name: string }) => name);
const names = process.env['RECORD_TYPE']?.split(',') ?? served;

it('serves the types that src/records lists', () => {
  expect(served).toEqual(recordTypes.map(({ name }) => name));
  expect(served).toEqual(expect.arrayContaining(names));
});

describe.each(names.map(typeNamed).map((type): [string, RecordType] => [type.name, type]))('%s', (name, type) => {
  const fields = inputFields(type);
  const fieldNames = Object.keys(fields);
  const exampleFields = Object.keys(type.example);
  const requiredFields = exampleFields.filter((field) => fields[field]?.required);
  let next: () => Values;
  beforeAll(async () => {
    next = await exampleBodies(editor, type);
  });
  const defaults = Object.fromEntries(
    fieldNames.flatMap((field) => (fields[field]?.default === undefined ? [] : [[field, fields[field].default]])),
  );
  const nextRequired = () => pick(next(), requiredFields);
  /** The fields of an answer that no client sets. */
  const serviceFieldsOf = (record: object) =>
    [...SERVICE_FIELDS, ...computedFields(type).map(([field]) => field)].filter((field) => field in record);
  /** A rule can refuse values that are valid by themselves. */
  const isRefusedByRule = ({ status }: Answer) => type.rules !== undefined && status === 422;

  it('creates, reads and lists its example', async () => {
    const example = next();
    const { record, path, id } = await make(editor, name, example);
    expect(record).toMatchObject({ ...defaults, ...example, version: 1 });
    expect(Object.keys(record).sort()).toEqual(
      [...new Set([...serviceFieldsOf(record), ...Object.keys(defaults), ...exampleFields])].sort(),
    );
    const answer = await viewer.get(path);
    expect(answer.body).toEqual(record);
    expect(answer.headers['etag']).toBe('"1"');
    expect((await viewer.head(path)).headers['etag']).toBe('"1"');
    expect((await viewer.get(path, { headers: { 'If-None-Match': '"1"' } })).status).toBe(computedFields(type).length === 0 ? 304 : 200);
    const list = await viewer.get(`/api/v1/${name}`);
    expect(list.body.items.find((item: { id: string }) => item.id === id)).toEqual(record);
  });

  it('is content with what is required, and gives the defaults', async () => {
    const required = nextRequired();
    const { record } = await make(editor, name, required);
    expect(record).toEqual({ ...defaults, ...required, ...pick(record, serviceFieldsOf(record)) });
  });

  it('replaces a record by its example and knows when nothing changes', async () => {
    const example = next();
    const required = pick(example, requiredFields);
    const { path } = await make(editor, name, required);
    const changes = exampleFields.some((field) => !Object.hasOwn(required, field) && example[field] !== defaults[field]) ? 1 : 0;
    for (let round = 0; round < 2; round++) {
      const answer = await editor.put(path, { body: example });
      expect(answer.body).toMatchObject({ ...defaults, ...example, version: 1 + changes });
      expect(answer.headers['etag']).toBe(`"${1 + changes}"`);
    }
  });

  it('unsets each optional field by null, or gives it its default', async () => {
    const example = next();
    const { path, record } = await make(editor, name, example);
    let version = 1;
    for (const field of fieldNames.filter((candidate) => !fields[candidate]?.required)) {
      const isChange = JSON.stringify(record[field]) !== JSON.stringify(fields[field]?.default);
      const answer = await editor.patch(path, { body: { [field]: null } });
      if (isRefusedByRule(answer)) continue;
      version += isChange ? 1 : 0;
      expect({ status: answer.status, value: answer.body[field], version: answer.body.version }).toEqual({
        status: 200,
        value: fields[field]?.default,
        version,
      });
    }
    expect((await viewer.get(path)).body).toMatchObject(pick(example, requiredFields));
  });

  it('sets each field by a patch of it alone', async () => {
    const example = next();
    const { path } = await make(editor, name, pick(example, requiredFields));
    const refused: string[] = [];
    for (const field of exampleFields) {
      const answer = await editor.patch(path, { body: { [field]: example[field] } });
      if (isRefusedByRule(answer)) refused.push(field);
      else expect(answer.body[field]).toEqual(example[field]);
    }
    const isSet = (field: string) => !refused.includes(field);
    expect((await viewer.get(path)).body).toMatchObject(
      pick({ ...defaults, ...example }, [...new Set([...Object.keys(defaults), ...exampleFields])].filter(isSet)),
    );
  });

  it('refuses null for what is required, and writes nothing', async () => {
    const { path, record } = await make(editor, name, next());
    for (const field of requiredFields) {
      const answer = await editor.patch(path, { body: { [field]: null } });
      expectProblem(answer, 'invalid-record');
      expect(faultsOf(answer)).toContain(`required /${field}`);
    }
    expect((await viewer.get(path)).body).toEqual(record);
  });

  it.each(fieldNames)('refuses values of another JSON type for %s, and writes nothing', async (field) => {
    const example = next();
    const { path, record } = await make(editor, name, example);
    const before = await countLive(viewer, name);
    for (const value of othersThan(fields[field]?.jsonSchema.type)) {
      for (const answer of [
        await editor.post(`/api/v1/${name}`, { body: { ...example, [field]: value } }),
        await editor.put(path, { body: { ...example, [field]: value } }),
        await editor.patch(path, { body: { [field]: value } }),
      ]) {
        expectProblem(answer, 'invalid-record');
        // Rules see the other fields, and can report them, too.
        const faults = type.rules === undefined ? faultsOf(answer) : faultsOf(answer).slice(0, 1);
        for (const fault of faults) expect(fault).toMatch(new RegExp(`^[a-z-]+ /${field}(/\\d+)?$`));
      }
    }
    expect((await viewer.get(path)).body).toEqual(record);
    expect(await countLive(viewer, name)).toBe(before);
  });

  it('refuses fields that it does not have and those that the service sets, all at once', async () => {
    const example = next();
    const { path, record } = await make(editor, name, example);
    const before = await countLive(viewer, name);
    const body = { ...example, noSuchField: 1, ...Object.fromEntries(SERVICE_FIELDS.map((field) => [field, null])) };
    for (const answer of [
      await editor.post(`/api/v1/${name}`, { body }),
      await editor.put(path, { body }),
      await editor.patch(path, { body }),
    ]) {
      expectProblem(answer, 'invalid-record');
      expect(faultsOf(answer).sort()).toEqual(
        [...SERVICE_FIELDS.map((field) => `read-only /${field}`), 'unknown-field /noSuchField'].sort(),
      );
    }
    expect((await viewer.get(path)).body).toEqual(record);
    expect(await countLive(viewer, name)).toBe(before);
  });

  it('holds to If-Match', async () => {
    const example = next();
    const { path } = await make(editor, name, example);
    const [field = ''] = requiredFields.concat(exampleFields);
    const { body } = await editor.delete(path, { headers: { 'If-Match': '"2"' } });
    expect(body).toMatchObject({ status: 412, current: { version: 1, [field]: example[field] } });
    expect((await editor.patch(path, { body: { [field]: example[field] }, headers: { 'If-Match': '"1"' } })).status).toBe(200);
  });

  it('goes to the trash, comes back as it was, and goes for good', async () => {
    const example = next();
    const { path, id, record } = await makeTrashed(editor, name, example);
    expectProblem(await viewer.get(path), 'not-found');
    await eventually(async () => {
      const trash = await viewer.get(`/api/v1/${name}?trashed=true`);
      expect(trash.body.items.find((item: { id: string }) => item.id === id)).toMatchObject({ ...example, version: 2 });
    });
    const restored = await editor.post(`${path}/restore`);
    expect(restored.body).toEqual({ ...record, version: 3, updatedAt: restored.body.updatedAt });
    expect((await admin.delete(`${path}?permanent=true`)).status).toBe(204);
    expectProblem(await editor.post(`${path}/restore`), 'not-found');
  });

  it('is another workspace’s business alone', async () => {
    const example = next();
    const { path, record } = await make(editor, name, example);
    for (const answer of [
      await stranger.get(path),
      await stranger.put(path, { body: example }),
      await stranger.patch(path, { body: {} }),
      await stranger.delete(path),
      await stranger.delete(`${path}?permanent=true`),
      await stranger.post(`${path}/restore`),
    ]) {
      expectProblem(answer, 'not-found');
    }
    expect((await stranger.get(`/api/v1/${name}/count`)).body).toEqual({ count: 0, complete: true });
    expect((await viewer.get(path)).body).toEqual(record);
  });

  it.each(type.sortable.flatMap((field) => [field, `-${field}`]))('sorts by %s', async (sort) => {
    const { id } = await make(editor, name, next());
    await make(editor, name, nextRequired());
    await eventually(async () => {
      const answer = await viewer.get(`/api/v1/${name}?sort=${sort}&limit=100&fields=id`);
      expect(answer.status).toBe(200);
      expect(answer.body.items).toContainEqual({ id });
      expect(answer.body.items).toHaveLength(await countLive(viewer, name));
    });
  });

  it('filters by each field that it says', async () => {
    const example = next();
    const { id } = await make(editor, name, example);
    for (const field of exampleFields.filter((candidate) => type.filterable.includes(candidate))) {
      const term = encodeURIComponent(termOf(example[field]));
      await eventually(async () => {
        const found = await viewer.get(`/api/v1/${name}?${encodeURIComponent(field)}=${term}&limit=100`);
        expect(found.body.items.map((item: { id: string }) => item.id)).toContain(id);
        for (const item of found.body.items) expect(item[field]).toEqual(example[field]);
      });
      const without = await viewer.get(`/api/v1/${name}?${field}[exists]=false&limit=100`);
      expect(without.body.items.filter((item: object) => field in item)).toEqual([]);
    }
  });

  it('leaves as CSV and comes back unchanged', async () => {
    await make(editor, name, next());
    await make(editor, name, nextRequired());
    const csv = await viewer.get(`/api/v1/${name}?limit=100`, { headers: { Accept: 'text/csv' } });
    expect(csv.headers['content-type']).toMatch(/^text\/csv/);
    const { body } = await editor.post(`/api/v1/${name}/import`, { headers: { 'Content-Type': 'text/csv' }, body: csv.text });
    const count = await countLive(viewer, name);
    expect(body).toEqual({ created: 0, updated: 0, unchanged: count, failed: 0, rows: [] });
  });
});

function typeNamed(name: string): RecordType {
  const type = recordTypes.find((candidate) => candidate.name === name);
  if (type === undefined) throw new Error(`src/records lists no type ${name}`);
  return type;
}

/** A value of every JSON type but those that a schema takes. */
function othersThan(taken: string | readonly string[] | undefined): unknown[] {
  const values = { string: 'x', number: 1.5, boolean: true, array: ['x'], object: { x: 1 } };
  return Object.entries(values)
    .filter(([type]) => !(taken === type || taken?.includes(type)))
    .map(([, value]) => value);
}

/** What a filter asks for to find a value: of a list one item. */
function termOf(value: unknown): string {
  return String(Array.isArray(value) ? value[0] : value);
}

function pick(record: Readonly<Record<string, unknown>>, names: readonly string[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(names.map((name) => [name, record[name]]));
}
