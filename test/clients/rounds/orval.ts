import { createTask, deleteTask, listTasks, patchTask, readTask } from '../generated/orval/client.ts';

const { BASE_URL, TOKEN, MARK = '' } = process.env;
const { fetch } = globalThis;
// The generated functions ask for paths, as in a browser.
globalThis.fetch = (path, init) => fetch(`${BASE_URL}${path}`, init);
const headers = { Authorization: `Bearer ${TOKEN}` };
const ifFirst = { headers: { ...headers, 'If-Match': '"1"' } };

const created = await createTask({ title: MARK, tags: [MARK, 'a, b'] }, { headers });
const id = created.status === 201 ? created.data.id : '';
const read = await readTask(id, {}, { headers });
const listed = await listTasks({ tags: [MARK, 'none'], status: ['open', 'done'] }, { headers });
const items = listed.status === 200 && typeof listed.data === 'object' ? listed.data.items : [];
const patched = await patchTask(id, { status: 'done' }, ifFirst);
const conflict = await patchTask(id, { status: 'open' }, ifFirst);
const deleted = await deleteTask(id, {}, { headers });
const gone = await readTask(id, {}, { headers });

console.log(
  JSON.stringify({
    created: [created.status, created.status === 201 && created.data.status],
    read: [read.status, read.status === 200 && read.data.title],
    listed: items.map((item) => item.id === id),
    patched: [patched.status, patched.status === 200 && patched.data.version],
    conflict: [conflict.status, conflict.data],
    deleted: deleted.status,
    gone: [gone.status, gone.data],
  }),
);
