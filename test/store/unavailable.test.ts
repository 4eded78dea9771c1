import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { tasks } from '../../src/records/tasks.ts';
import { createDynamoClient, createDynamoTable } from '../../src/store/dynamo-client.ts';
import { createDynamoStore } from '../../src/store/dynamo-store.ts';
import type { RecordStore } from '../../src/store/record-store.ts';
import { startInProcess } from '../support/target.ts';
import { createTeam } from '../support/team.ts';

type Behaviour = (request: IncomingMessage, response: ServerResponse) => void;

const scope = { workspace: 'w', type: tasks };
const ID = '01890000-0000-7000-8000-000000000000';
const by = 'tester';

/** A store whose database answers as told. */
async function storeOn(behaviour: Behaviour): Promise<{ store: RecordStore; close: () => void }> {
  const server = createServer(behaviour);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const store = createDynamoStore({ table: createDynamoTable({ client: clientAt(`http://127.0.0.1:${port}`), tableName: 'records' }) });
  return { store, close: () => server.close().closeAllConnections() };
}

function clientAt(endpoint: string) {
  return createDynamoClient({ endpoint, region: 'local', credentials: { accessKeyId: 'x', secretAccessKey: 'y' } });
}

function answer(status: number, body: string, type = 'application/x-amz-json-1.0'): Behaviour {
  return (_request, response) => response.writeHead(status, { 'content-type': type }).end(body);
}

const refusal = (name: string, status = 400) =>
  answer(status, JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: 'no' }));

// What the database does; whether a write may have been applied for all one knows.
const BEHAVIOURS: [name: string, behaviour: Behaviour, outcomeUnknown: boolean][] = [
  ['throttles', refusal('ProvisionedThroughputExceededException'), true],
  ['has no such table', refusal('ResourceNotFoundException'), false],
  ['finds the credentials expired', refusal('ExpiredTokenException'), false],
  ['denies access', refusal('AccessDeniedException'), false],
  ['fails', refusal('InternalServerError', 500), true],
  ['answers a page of HTML with 503', answer(503, '<html><body>Service Unavailable</body></html>', 'text/html'), true],
  ['cuts its JSON', answer(200, '{"Item":{"pk":{"S":'), true],
  ['resets the connection', (request) => request.socket.resetAndDestroy(), true],
  ['never answers', () => undefined, true],
  ['stalls in the middle of its body', (_request, response) => response.writeHead(200, { 'content-length': 100 }).write('{"It'), true],
  [
    'drips its body byte by byte',
    (_request, response) => {
      response.writeHead(200, { 'content-length': 1000 });
      const timer = setInterval(() => response.write('{'), 200);
      response.once('close', () => clearInterval(timer));
    },
    true,
  ],
];

describe('each call ends in bounded time as StoreUnavailable and says whether a write may have been applied', () => {
  it.concurrent.each(BEHAVIOURS)('when the database %s', async (_, behaviour, outcomeUnknown) => {
    const { store, close } = await storeOn(behaviour);
    const start = performance.now();
    const [read, write] = await Promise.allSettled([
      store.get(scope, ID),
      store.patch(scope, ID, { set: { title: 'x' }, unset: [] }, { by }),
    ]);
    close();
    expect(performance.now() - start).toBeLessThan(12_000);
    expect(read).toMatchObject({ status: 'rejected', reason: { name: 'StoreUnavailable', outcomeUnknown: false } });
    expect(write).toMatchObject({ status: 'rejected', reason: { name: 'StoreUnavailable', outcomeUnknown } });
  });
});

describe('when nothing listens at the database’s address', () => {
  it('every route that needs it answers 503 with Retry-After, and health stays well', async () => {
    const table = createDynamoTable({ client: clientAt('http://127.0.0.1:9'), tableName: 'records' });
    const target = await startInProcess({ wrapTable: () => table });
    const { editor } = await createTeam(target);
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
