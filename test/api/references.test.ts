import { afterAll, describe, expect, it } from '@jest/globals';
import { createCallers } from '../support/callers.ts';
import { eventually } from '../support/eventually.ts';
import { expectProblem, faultsOf } from '../support/problem.ts';
import { countLive, make, makeTrashed, UNKNOWN_ID } from '../support/records.ts';
import { startTarget } from '../support/target.ts';

const target = await startTarget();
const { viewer, editor, admin, stranger } = await createCallers(target);
afterAll(() => target.close());

const TASKS = '/api/v1/tasks';
const DANGLING = 'no-such-record /customer';

const customer = async (name = 'Ada') => await make(editor, 'customers', { name });
const importCsv = async (body: string, query = '') =>
  await editor.post(`${TASKS}/import${query}`, { headers: { 'Content-Type': 'text/csv' }, body });

describe('a reference', () => {
  it('is the id of a live record', async () => {
    const { id } = await customer();
    const { path, record } = await make(editor, 'tasks', { title: 'x', customer: id.toUpperCase() });
    expect(record).toMatchObject({ customer: id });
    expect((await editor.patch(path, { body: { customer: null } })).body).not.toHaveProperty('customer');
  });

  it.each<[string, () => Promise<unknown>]>([
    ['an id that no record has', async () => UNKNOWN_ID],
    ['the id of a record in the trash', async () => (await makeTrashed(editor, 'customers', { name: 'x' })).id],
    ['the id of a record of another type', async () => (await make(editor, 'tasks', { title: 'x' })).id],
    ['the id of a record of another workspace', async () => (await make(stranger, 'customers', { name: 'x' })).id],
  ])('cannot be %s', async (_, idOf) => {
    const id = await idOf();
    const before = await countLive(viewer, 'tasks');
    const created = await editor.post(TASKS, { body: { title: 'x', customer: id } });
    expectProblem(created, 'invalid-record');
    expect(faultsOf(created)).toEqual([DANGLING]);
    expect(await countLive(viewer, 'tasks')).toBe(before);
    const { path } = await make(editor, 'tasks', { title: 'x' });
    for (const answer of [
      await editor.patch(path, { body: { customer: id } }),
      await editor.put(path, { body: { title: 'x', customer: id } }),
    ]) {
      expect(faultsOf(answer)).toEqual([DANGLING]);
    }
    expect((await viewer.get(path)).body).toMatchObject({ version: 1 });
  });

  it.each(['x', '123', `${UNKNOWN_ID}0`, 5, true, [], {}])('cannot be %j', async (value) => {
    expectProblem(await editor.post(TASKS, { body: { title: 'x', customer: value } }), 'invalid-record');
  });

  it('is reported with the other faults', async () => {
    const answer = await editor.post(TASKS, { body: { customer: UNKNOWN_ID, status: 'none', foo: 1 } });
    expect(
      faultsOf(answer)
        .map((fault) => fault.split(' ')[1])
        .sort(),
    ).toEqual(['/customer', '/foo', '/status', '/title']);
  });

  it('of a missing record is 404, and of a changed one 412, before it is looked at', async () => {
    expectProblem(await editor.patch(`${TASKS}/${UNKNOWN_ID}`, { body: { customer: UNKNOWN_ID } }), 'not-found');
    const { path } = await make(editor, 'tasks', { title: 'x' });
    const answer = await editor.patch(path, { headers: { 'If-Match': '"9"' }, body: { customer: UNKNOWN_ID } });
    expectProblem(answer, 'version-conflict');
  });

  it('that is gone stays when other fields change, and can be sent back', async () => {
    const { id, path } = await customer();
    const task = await make(editor, 'tasks', { title: 'x', customer: id });
    await editor.delete(path);
    expect((await editor.patch(task.path, { body: { title: 'y' } })).body).toMatchObject({ title: 'y', customer: id });
    expect((await editor.put(task.path, { body: { title: 'z', customer: id } })).body).toMatchObject({ title: 'z', customer: id });
  });

  it('is checked in a batch, operation by operation', async () => {
    const { id } = await customer();
    const operations = [
      { method: 'create', record: { title: 'a', customer: id } },
      { method: 'create', record: { title: 'b', customer: UNKNOWN_ID } },
      { method: 'create', record: { title: 'c' } },
    ];
    const { body } = await editor.post(`${TASKS}/batch`, { body: { operations } });
    expect(body.results.map(({ status }: { status: number }) => status)).toEqual([201, 422, 201]);
    expect(body.results[1].problem.errors).toEqual([
      expect.objectContaining({ code: 'no-such-record', pointer: '/operations/1/record/customer' }),
    ]);
  });

  it('filters, also for records without one', async () => {
    const [first, second] = [await customer(), await customer()];
    const one = await make(editor, 'tasks', { title: 'one', customer: first.id });
    const two = await make(editor, 'tasks', { title: 'two', customer: second.id });
    await eventually(async () => {
      const { body } = await viewer.get(`${TASKS}?customer=${first.id}`);
      expect(body.items.map(({ id }: { id: string }) => id)).toEqual([one.id]);
      const both = await viewer.get(`${TASKS}?customer=${first.id},${second.id}&sort=createdAt`);
      expect(both.body.items.map(({ id }: { id: string }) => id)).toEqual([one.id, two.id]);
    });
    const { body } = await viewer.get(`${TASKS}?customer[exists]=false&limit=100`);
    expect(body.items).not.toContainEqual(expect.objectContaining({ id: one.id }));
    expectProblem(await viewer.get(`${TASKS}?customer=x`), 'malformed-request');
  });
});

describe('expand', () => {
  it('adds what a record refers to, in the trash and gone', async () => {
    const made = await customer('Grace');
    const task = await make(editor, 'tasks', { title: 'x', customer: made.id });
    const path = `${task.path}?expand=customer`;
    const live = await viewer.get(path);
    expect(live.body).toEqual({ ...task.record, expand: { customer: made.record } });
    expect(live.headers['etag']).toBe('"1"');
    await editor.delete(made.path);
    const trashed = await viewer.get(path, { headers: { 'If-None-Match': '"1"' } });
    expect(trashed.status).toBe(200);
    expect(trashed.body.expand.customer).toMatchObject({ name: 'Grace', deletedAt: expect.any(String) });
  });

  it('adds nothing for a field without a value', async () => {
    const task = await make(editor, 'tasks', { title: 'x' });
    expect((await viewer.get(`${task.path}?expand=customer`)).body).toEqual({ ...task.record, expand: {} });
  });

  it('adds it to each record of a list, with the fields that are asked for', async () => {
    const made = await customer('Linus');
    await make(editor, 'tasks', { title: 'a', customer: made.id });
    await make(editor, 'tasks', { title: 'b', customer: made.id });
    await eventually(async () => {
      const { body } = await viewer.get(`${TASKS}?customer=${made.id}&sort=createdAt&fields=title&expand=customer`);
      expect(body.items).toEqual(
        ['a', 'b'].map((title) => ({ id: expect.any(String), title, expand: { customer: expect.objectContaining({ name: 'Linus' }) } })),
      );
    });
  });

  it.each(['expand=title', 'expand=', 'expand=customer,x', 'expand=customer&expand=customer', 'expand[x]=customer'])(
    'refuses %s',
    async (query) => {
      const { path } = await make(editor, 'tasks', { title: 'x' });
      expectProblem(await viewer.get(`${TASKS}?${query}`), 'malformed-request');
      expectProblem(await viewer.get(`${path}?${query}`), 'malformed-request');
    },
  );

  it('is refused where nothing refers to anything', async () => {
    const { path } = await customer();
    expectProblem(await viewer.get(`${path}?expand=name`), 'malformed-request');
  });
});

describe('a permanent delete', () => {
  it('is refused while live records refer to the record, unless it detaches them', async () => {
    const made = await customer();
    const task = await make(editor, 'tasks', { title: 'refers', customer: made.id });
    await eventually(async () => {
      const { body } = await viewer.get(`${TASKS}?customer=${made.id}`);
      expect(body.items).toHaveLength(1);
    });
    const refused = await admin.delete(`${made.path}?permanent=true`);
    expectProblem(refused, 'referenced');
    expect(refused.body.referrers).toEqual([{ type: 'tasks', id: task.id, title: 'refers', href: task.path }]);
    expect((await viewer.get(made.path)).body).toEqual(made.record);

    expect((await admin.delete(`${made.path}?permanent=true&detach=true`)).status).toBe(204);
    expect((await viewer.get(made.path)).status).toBe(404);
    const { body } = await viewer.get(task.path);
    expect(body).toMatchObject({ version: 2 });
    expect(body).not.toHaveProperty('customer');
  });

  it('detaches nothing where the record is missing or has another version', async () => {
    const made = await customer();
    const task = await make(editor, 'tasks', { title: 'refers', customer: made.id });
    const options = { headers: { 'If-Match': '"7"' } };
    expectProblem(await admin.delete(`${made.path}?permanent=true&detach=true`, options), 'version-conflict');
    expect((await viewer.get(task.path)).body).toEqual(task.record);
  });

  it('detaches for admins alone, and not on the way to the trash', async () => {
    const made = await customer();
    expectProblem(await editor.delete(`${made.path}?permanent=true&detach=true`), 'forbidden');
    expect((await viewer.get(made.path)).status).toBe(200);
    const task = await make(editor, 'tasks', { title: 'refers', customer: made.id });
    expect((await editor.delete(`${made.path}?detach=true`)).status).toBe(204);
    expect((await viewer.get(task.path)).body).toEqual(task.record);
  });

  it('leaves the reference of a record in the trash, which is null then', async () => {
    const made = await customer();
    const task = await make(editor, 'tasks', { title: 'refers', customer: made.id });
    await editor.delete(task.path);
    await eventually(async () => expect((await admin.delete(`${made.path}?permanent=true`)).status).toBe(204));
    await editor.post(`${task.path}/restore`);
    expect((await viewer.get(`${task.path}?expand=customer`)).body.expand).toEqual({ customer: null });
  });

  it('to the trash is allowed', async () => {
    const made = await customer();
    await make(editor, 'tasks', { title: 'refers', customer: made.id });
    expect((await editor.delete(made.path)).status).toBe(204);
  });
});

describe('CSV', () => {
  it('has the id and the title, and comes back unchanged', async () => {
    const made = await customer('Hedy; "Lamarr"');
    const task = await make(editor, 'tasks', { title: 'x', customer: made.id });
    const { text } = await viewer.get(`${TASKS}?limit=1`, { headers: { Accept: 'text/csv' } });
    expect(text.split('\r\n')[0]).toContain('customer,customer.name');
    expect(text).toContain(`${made.id},"Hedy; ""Lamarr"""`);
    expect((await importCsv(text)).body).toMatchObject({ unchanged: 1, failed: 0 });
    expect((await viewer.get(task.path)).body).toEqual(task.record);
  });

  it('takes titles, and refuses those that name no or several records, row by row', async () => {
    const only = await customer('Only one');
    await customer('Twice');
    await customer('Twice');
    const body = 'title,customer.name\na,Only one\nb,Twice\nc,Nobody\nd,\n';
    await eventually(async () => expect((await importCsv(body, '?dryRun=true')).body).toMatchObject({ created: 2, failed: 2 }));
    const { body: result } = await importCsv(body);
    expect(result).toMatchObject({ created: 2, failed: 2 });
    const codes = result.rows.map(({ row, problem }: { row: number; problem: { errors: { code: string }[] } }) => [
      row,
      problem.errors[0]?.code,
    ]);
    expect(codes).toEqual([
      [3, 'ambiguous'],
      [4, 'no-such-record'],
    ]);
    await eventually(async () => {
      const { body: list } = await viewer.get(`${TASKS}?customer=${only.id}`);
      expect(list.items).toEqual([expect.objectContaining({ title: 'a', customer: only.id })]);
    });
  });

  it('reports a title that no record has together with the other faults of its row', async () => {
    const made = await make(editor, 'tasks', { title: 'x' });
    const rows = `,,Nobody,lost,2027-02-30\n${made.record.id},y,Nobody,lost,\n${UNKNOWN_ID},y,Nobody,open,\n`;
    const body = `id,title,customer.name,status,dueDate\n${rows}`;
    for (const query of ['?dryRun=true', '']) {
      const { body: result } = await importCsv(body, query);
      const faults = result.rows.map(({ row, problem }: { row: number; problem: { status: number; errors?: { pointer: string }[] } }) => [
        row,
        problem.status,
        problem.errors?.map(({ pointer }) => pointer).sort(),
      ]);
      expect(faults).toEqual([
        [2, 422, ['/customer', '/dueDate', '/status', '/title']],
        [3, 422, ['/customer', '/status']],
        [4, 404, undefined],
      ]);
    }
    expect((await viewer.get(made.path)).body).toEqual(made.record);
  });

  it('refuses an id that no record has, and a column that is there twice', async () => {
    expect((await importCsv(`title,customer\nx,${UNKNOWN_ID}\n`)).body).toMatchObject({ created: 0, failed: 1 });
    expectProblem(await importCsv('title,customer.name,customer.name\nx,a,b\n'), 'invalid-csv');
  });
});
