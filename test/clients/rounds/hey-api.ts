import { client } from '../generated/hey-api/client.gen.ts';
import { createTask, deleteTask, listTasks, patchTask, readTask } from '../generated/hey-api/sdk.gen.ts';

const { BASE_URL: baseUrl = '', TOKEN = '', MARK = '' } = process.env;
client.setConfig({ baseUrl, auth: TOKEN });

const created = await createTask({ body: { title: MARK, tags: [MARK, 'a, b'] } });
const id = created.data?.id ?? '';
const path = { id };
const read = await readTask({ path });
const listed = await listTasks({ query: { tags: [MARK, 'none'], status: ['open', 'done'] } });
const items = typeof listed.data === 'object' ? listed.data.items : [];
const headers = { 'If-Match': '"1"' };
const patched = await patchTask({ path, headers, body: { status: 'done' } });
const conflict = await patchTask({ path, headers, body: { status: 'open' } });
const deleted = await deleteTask({ path });
const gone = await readTask({ path });

console.log(
  JSON.stringify({
    created: [created.response?.status, created.data?.status],
    read: [read.response?.status, read.data?.title],
    listed: items.map((item) => item.id === id),
    patched: [patched.response?.status, patched.data?.version],
    conflict: [conflict.response?.status, conflict.error],
    deleted: deleted.response?.status,
    gone: [gone.response?.status, gone.error],
  }),
);
