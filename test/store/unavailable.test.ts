import { createServer } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { tasks } from '../../src/records/tasks.ts';
import { createDynamoClient, createDynamoTable } from '../../src/store/dynamo-client.ts';
import { createDynamoStore } from '../../src/store/dynamo-store.ts';
import { createCallers } from '../support/callers.ts';
import { fixedCatalog } from '../support/fixed-catalog.ts';
import { startInProcess } from '../support/target.ts';

// test/faults tries each operation with each fault of the database.

const scope = { workspace: 'w', type: tasks };
const ID = '01890000-0000-7000-8000-000000000000';
const by = 'tester';

function clientAt(endpoint: string) {
  return createDynamoClient({ endpoint, region: 'local', credentials: { accessKeyId: 'x', secretAccessKey: 'y' } });
}

describe('a database that never answers', () => {
  it('is given up after 5 s for each call, also where a request has no deadline', async () => {
    const server = createServer(() => undefined);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const table = createDynamoTable({ client: clientAt(`http://127.0.0.1:${port}`), tableName: 'records' });
    const store = createDynamoStore({ table, catalog: fixedCatalog });
    const start = performance.now();
    const [read, write] = await Promise.allSettled([
      store.get(scope, ID),
      store.patch(scope, ID, { set: { title: 'x' }, unset: [] }, { by }),
    ]);
    server.close().closeAllConnections();
    // A read checks the outcome of the write.
    expect(performance.now() - start).toBeLessThan(12_000);
    expect(read).toMatchObject({ status: 'rejected', reason: { name: 'StoreUnavailable', outcomeUnknown: false } });
    expect(write).toMatchObject({ status: 'rejected', reason: { name: 'StoreUnavailable', outcomeUnknown: true } });
  });
});

describe('when nothing listens at the database’s address', () => {
  it('every route that needs it answers 503 with Retry-After, and health stays well', async () => {
    const table = createDynamoTable({ client: clientAt('http://127.0.0.1:9'), tableName: 'records' });
    const target = await startInProcess({ wrapTable: () => table });
    const { editor } = await createCallers(target);
    for (const answered of [
      await editor.get('/api/health/ready'),
      await editor.get('/api/v1/tasks'),
      await editor.get(`/api/v1/tasks/${ID}`),
      await editor.post('/api/v1/tasks', { body: { title: 'x' } }),
      await editor.patch(`/api/v1/tasks/${ID}`, { body: { title: 'x' } }),
      await editor.delete(`/api/v1/tasks/${ID}`),
    ]) {
      expect([answered.status, answered.body.type, answered.headers['retry-after']]).toEqual([503, '/problems/unavailable', '2']);
      expect(JSON.stringify(answered.body)).not.toMatch(/ECONN|127\.0\.0\.1|aws|dynamo/i);
    }
    expect((await editor.get('/api/health')).status).toBe(200);
    await target.close();
  });
});
