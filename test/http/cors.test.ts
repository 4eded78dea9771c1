import { afterAll, describe, expect, it } from '@jest/globals';
import { createCallers } from '../support/callers.ts';
import type { Client } from '../support/client.ts';
import { make, UNKNOWN_ID } from '../support/records.ts';
import { startInProcess } from '../support/target.ts';

const ORIGIN = 'https://app.example.com';
const OTHER = 'http://localhost:5173';

const open = await startInProcess({ services: { corsOrigins: [ORIGIN, OTHER] } });
const closed = await startInProcess();
const { anonymous, viewer, editor } = await createCallers(open);
const inClosed = await createCallers(closed);
afterAll(async () => {
  await open.close();
  await closed.close();
});

const preflight = async (client: Client, origin: string, path = '/api/v1/tasks') =>
  await client.send('options', path, {
    headers: {
      Origin: origin,
      'Access-Control-Request-Method': 'PATCH',
      'Access-Control-Request-Headers': 'authorization,content-type,if-match,idempotency-key',
    },
  });

describe('CORS_ORIGINS', () => {
  it.each([ORIGIN, OTHER])('lets %s ask beforehand, without signing in', async (origin) => {
    const answer = await preflight(anonymous, origin);
    expect(answer.status).toBe(204);
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-headers': 'authorization,content-type,if-match,idempotency-key',
      'access-control-max-age': '600',
    });
    expect(answer.headers['access-control-allow-methods']?.split(',').sort()).toEqual(['DELETE', 'GET', 'HEAD', 'PATCH', 'POST', 'PUT']);
    expect(answer.headers['vary']).toMatch(/\bOrigin\b/);
    expect(answer.headers).not.toHaveProperty('access-control-allow-credentials');
  });

  it('shows a page the headers that it needs, and no others', async () => {
    const answer = await editor.post('/api/v1/tasks', { headers: { Origin: ORIGIN }, body: { title: 'x' } });
    expect(answer.status).toBe(201);
    expect(answer.headers['access-control-allow-origin']).toBe(ORIGIN);
    expect(answer.headers['vary']).toMatch(/\bOrigin\b/);
    const exposed = answer.headers['access-control-expose-headers']?.split(',').sort();
    expect(exposed).toEqual(['Change-Set', 'ETag', 'Idempotency-Replayed', 'Link', 'Location', 'Retry-After', 'X-Request-Id']);
  });

  it('shows a page the problems, too', async () => {
    const { path } = await make(editor, 'tasks', { title: 'x' });
    const headers = { Origin: ORIGIN };
    for (const [answer, status] of [
      [await anonymous.get('/api/v1/tasks', { headers }), 401],
      [await viewer.delete(path, { headers }), 403],
      [await viewer.get(`/api/v1/tasks/${UNKNOWN_ID}`, { headers }), 404],
      [await viewer.get('/api/nothing', { headers }), 404],
      [await editor.delete(path, { headers: { ...headers, 'If-Match': '"9"' } }), 412],
      [await editor.post('/api/v1/tasks', { headers, body: {} }), 422],
    ] as const) {
      expect({ status: answer.status, origin: answer.headers['access-control-allow-origin'] }).toEqual({ status, origin: ORIGIN });
    }
  });

  it.each([
    ...['https://evil.example', 'http://app.example.com', 'https://app.example.com:8443', 'https://app.example.com.evil.example'],
    ...[
      'https://evil.example/https://app.example.com',
      'https://sub.app.example.com',
      'https://app.example.co',
      'https://appXexample.com',
      'null',
      '*',
    ],
  ])('gives a page of %s no access', async (origin) => {
    const headers = { Origin: origin };
    for (const answer of [await preflight(anonymous, origin), await viewer.get('/api/v1/tasks', { headers })]) {
      expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
    }
  });

  it('answers an OPTIONS that asks for nothing beforehand as any method that a path does not take', async () => {
    for (const headers of [{}, { Origin: ORIGIN }]) {
      expect((await anonymous.send('options', '/api/v1/tasks', { headers })).status).toBe(401);
      const answer = await editor.send('options', '/api/v1/tasks', { headers });
      expect([answer.status, answer.headers['allow']]).toEqual([405, 'GET, HEAD, POST']);
    }
  });

  it('is off without a setting', async () => {
    for (const answer of [
      await preflight(inClosed.anonymous, ORIGIN),
      await preflight(inClosed.editor, ORIGIN),
      await inClosed.viewer.get('/api/v1/tasks', { headers: { Origin: ORIGIN } }),
    ]) {
      expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
    }
    expect((await preflight(inClosed.anonymous, ORIGIN)).status).toBe(401);
    expect((await preflight(inClosed.editor, ORIGIN)).status).toBe(405);
  });
});
