import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { ConnectionError } from '../../client/src/problem-error.ts';
import { ProblemError } from '../../public/requests/problem.ts';
import { type Service, startService } from '../support/service.ts';
import { type Client, createClient } from './support/client.ts';

let service: Service;
let client: Client;
beforeAll(async () => {
  service = await startService();
}, 30_000);
afterAll(async () => await service?.close());
beforeEach(async () => {
  const token = await service.tokenFor({ sub: 'ada', groups: ['editor'] });
  client = createClient(service, { token: async () => token, renew: async () => false });
});

const LIST = { path: 'tasks' };

it('gives the answer, read to its end', async () => {
  const { text, headers } = await client.send(LIST);
  expect(JSON.parse(text)).toMatchObject({ items: [] });
  expect(headers.get('Content-Type')).toMatch(/json/);
  expect(client.connection.state.value).toBe('good');
});

it('gives the reason why the service refused', async () => {
  const refused = client.send({ ...LIST, query: new URLSearchParams('nothing=1') });
  await expect(refused).rejects.toBeInstanceOf(ProblemError);
  await expect(refused).rejects.toMatchObject({ status: 400 });
});

it('reads again after a lost connection, and knows meanwhile that it is lost', async () => {
  let tries = 0;
  const states: string[] = [];
  client.interfere(async (_, send) => {
    states.push(client.connection.state.value);
    if (++tries < 3) throw new TypeError('connection lost');
    return await send();
  });
  await client.send(LIST);
  expect(states).toEqual(['good', 'lost', 'lost']);
  expect(client.connection.state.value).toBe('good');
});

it('reads again after an answer that breaks off', async () => {
  let tries = 0;
  client.interfere(async (_, send) => {
    if (++tries > 1) return await send();
    const broken = new ReadableStream({ pull: (controller) => controller.error(new TypeError('terminated')) });
    return new Response(broken, { status: 200 });
  });
  expect(JSON.parse((await client.send(LIST)).text)).toMatchObject({ items: [] });
});

it.each([429, 502, 503, 504])('tries again after a %i, not before Retry-After', async (status) => {
  let tries = 0;
  const start = Date.now();
  client.interfere(async (_, send) => (++tries > 1 ? await send() : new Response('{}', { status, headers: { 'Retry-After': '1' } })));
  await client.send(LIST);
  expect(tries).toBe(2);
  expect(Date.now() - start).toBeGreaterThanOrEqual(990);
});

it('gives up in time, with the last reason', async () => {
  client.interfere(async () => new Response('{"title":"Busy"}', { status: 503 }));
  const outcome = client.send({ ...LIST, retryForMs: 500 });
  await expect(outcome).rejects.toMatchObject({ status: 503, message: 'Busy' });
});

it('sends a write once unless it may arrive twice', async () => {
  let tries = 0;
  client.interfere(async () => {
    tries++;
    throw new TypeError('connection lost');
  });
  await expect(client.send({ ...LIST, method: 'POST', body: '{}' })).rejects.toBeInstanceOf(ConnectionError);
  expect(tries).toBe(1);
});

it('stops at once when it is aborted', async () => {
  client.interfere(async () => {
    throw new TypeError('connection lost');
  });
  const abort = new AbortController();
  const sent = client.send({ ...LIST, signal: abort.signal });
  abort.abort(new Error('closed'));
  await expect(sent).rejects.toThrow('closed');
});

it('renews a refused token once', async () => {
  const good = await service.tokenFor({ sub: 'ada', groups: ['viewer'] });
  let renewals = 0;
  const sendFrom = (first: string, renewed: string) => {
    let token = first;
    const renew = async () => {
      renewals++;
      token = renewed;
      return true;
    };
    return createClient(service, { token: async () => token, renew }).send;
  };
  await sendFrom('stale', good)(LIST);
  expect(renewals).toBe(1);
  await expect(sendFrom('stale', 'stale too')(LIST)).rejects.toMatchObject({ status: 401 });
  expect(renewals).toBe(2);
});
