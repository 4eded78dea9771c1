import { afterAll, describe, expect, it } from '@jest/globals';
import { createCallers } from '../support/callers.ts';
import { createClient } from '../support/client.ts';
import { make, UNKNOWN_ID } from '../support/records.ts';
import { startInProcess } from '../support/target.ts';

const target = await startInProcess();
const { workspace, viewer, editor, anonymous } = await createCallers(target);
afterAll(() => target.close());

const live = await make(editor, 'customers', { name: 'Grace Hopper', email: 'grace@example.com' });

async function lineOf(requestId: string | undefined): Promise<Record<string, unknown>> {
  const lines = target.log.map((line) => JSON.parse(line)).filter((entry) => entry.requestId === requestId);
  expect(lines).toHaveLength(1);
  return lines[0];
}

describe('the access log', () => {
  it.each([
    ['GET', '/api/v1/:type/:id', 200, async () => await viewer.get(live.path)],
    ['HEAD', '/api/v1/:type/:id', 200, async () => await viewer.head(live.path)],
    ['GET', '/api/v1/:type', 400, async () => await viewer.get('/api/v1/customers?email=grace')],
    ['POST', '/api/v1/:type', 422, async () => await editor.post('/api/v1/customers', { body: {} })],
    ['POST', '/api/v1/:type/batch', 403, async () => await viewer.post('/api/v1/customers/batch', { body: {} })],
    ['PUT', '/api/v1/:type', 405, async () => await editor.put('/api/v1/customers', { body: {} })],
    ['GET', '/api/v1/:type/:id', 404, async () => await viewer.get(`/api/v1/customers/${UNKNOWN_ID}`)],
    ['GET', '/api/health', 200, async () => await anonymous.get('/api/health')],
    ['GET', 'unmatched', 404, async () => await viewer.get('/api/nothing')],
    ['GET', 'unmatched', 401, async () => await anonymous.get(live.path)],
  ])('has one line for an answer, by its route: %s %s %d', async (method, route, status, ask) => {
    const { headers, status: answered } = await ask();
    expect(answered).toBe(status);
    const line = await lineOf(headers['x-request-id']);
    expect(line).toMatchObject({ level: 'info', message: 'request', method, route, status, milliseconds: expect.any(Number) });
  });

  it('distinguishes callers without naming them', async () => {
    const ask = async (client: typeof viewer) => (await lineOf((await client.get('/api/v1')).headers['x-request-id']))['caller'];
    const [one, again, other] = [await ask(viewer), await ask(viewer), await ask(editor)];
    expect(one).toMatch(/^[\w-]{12}$/);
    expect(again).toBe(one);
    expect(other).not.toBe(one);
    const sameSubElsewhere = createClient(target, await target.tokenFor({ sub: `viewer-${workspace}`, workspace: 'elsewhere' }));
    expect(await ask(sameSubElsewhere)).not.toBe(one);
  });

  it('holds no token, no name, no value and no query', async () => {
    const token = await target.tokenFor({ sub: 'ada@example.com', workspace });
    const ada = createClient(target, token);
    const headers = { Cookie: 'session=s3cret', 'Idempotency-Key': 'k3y-of-hers', 'User-Agent': 'her browser' };
    await ada.patch(live.path, { headers, body: { notes: 'her notes' } });
    await ada.get('/api/v1/customers?email=grace@example.com&q=hopper', { headers });
    await ada.get('/api/v1/secret-path?token=qu3ry-t0ken', { headers });
    await ada.post('/api/v1/customers', { headers, body: { name: 1, email: 'nobody' } });
    const log = target.log.join('\n');
    for (const secret of [
      token.slice(0, 20),
      'ada@',
      'grace',
      'hopper',
      'her notes',
      's3cret',
      'k3y-of-hers',
      'browser',
      'secret-path',
      'qu3ry-t0ken',
      workspace,
      live.id,
    ]) {
      expect(log.toLowerCase()).not.toContain(secret.toLowerCase());
    }
  });
});
