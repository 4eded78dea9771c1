import createClient from 'openapi-fetch';
import type { paths } from '../generated/openapi-fetch/schema.ts';

const { BASE_URL: baseUrl = '', TOKEN, MARK = '' } = process.env;
// Lists come as JSON or CSV; the second type says which of the two this client reads.
const client = createClient<paths, 'application/json'>({ baseUrl, headers: { Authorization: `Bearer ${TOKEN}` } });

const created = await client.POST('/api/v1/tasks', { body: { title: MARK, tags: [MARK, 'a, b'] } });
const id = created.data?.id ?? '';
const path = { id };
const read = await client.GET('/api/v1/tasks/{id}', { params: { path } });
const listed = await client.GET('/api/v1/tasks', { params: { query: { tags: [MARK, 'none'], status: ['open', 'done'] } } });
const header = { 'If-Match': '"1"' };
const patched = await client.PATCH('/api/v1/tasks/{id}', { params: { path, header }, body: { status: 'done' } });
const conflict = await client.PATCH('/api/v1/tasks/{id}', { params: { path, header }, body: { status: 'open' } });
const deleted = await client.DELETE('/api/v1/tasks/{id}', { params: { path } });
const gone = await client.GET('/api/v1/tasks/{id}', { params: { path } });

console.log(
  JSON.stringify({
    created: [created.response.status, created.data?.status],
    read: [read.response.status, read.data?.title],
    listed: listed.data?.items.map((item) => item.id === id),
    patched: [patched.response.status, patched.data?.version],
    conflict: [conflict.response.status, conflict.error],
    deleted: deleted.response.status,
    gone: [gone.response.status, gone.error],
  }),
);
