import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Callers, createCallers } from '../support/callers.ts';
import { startTarget, type Target } from '../support/target.ts';

let target: Target;
let callers: Callers;
let cursor: string;
const LIST = '/api/v1/tasks?sort=title&status=open';

beforeAll(async () => {
  target = await startTarget();
  callers = await createCallers(target);
  for (const owner of [callers.editor, callers.stranger]) {
    const operations = ['Ada', 'Bob', 'Cyd', 'Dee', 'Eve'].map((title) => ({
      method: 'create',
      record: { title: `${title} the secretive` },
    }));
    await owner.post('/api/v1/tasks/batch', { body: { operations } });
  }
  cursor = (await callers.editor.get(`${LIST}&limit=2`)).body.nextCursor;
});
afterAll(async () => {
  await target.close();
});

async function statusWith(path: string): Promise<number> {
  return (await callers.editor.get(path)).status;
}

describe('a cursor', () => {
  it('is safe in a URL and reveals nothing about its target', () => {
    expect(cursor).toMatch(/^[A-Za-z0-9_-]+$/);
    expect(Buffer.from(cursor, 'base64url').toString('latin1')).not.toMatch(/secret|bob|records|title/i);
  });

  it('stays good when limit or fields change', async () => {
    const { body } = await callers.editor.get(`${LIST}&limit=1&fields=title&cursor=${cursor}`);
    expect(body.items).toEqual([{ id: expect.any(String), title: 'Cyd the secretive' }]);
  });

  it('stays good when the record that it points at is gone', async () => {
    const { body } = await callers.editor.get(`${LIST}&limit=2`);
    await callers.admin.delete(`/api/v1/tasks/${body.items[1].id}?permanent=true`);
    const next = await callers.editor.get(`${LIST}&fields=title&cursor=${body.nextCursor}`);
    expect(next.body.items.map(({ title }: { title: string }) => title)).toEqual([
      'Cyd the secretive',
      'Dee the secretive',
      'Eve the secretive',
    ]);
  });

  it.each([
    ['another sort', '/api/v1/tasks?sort=-title&status=open'],
    ['the default sort', '/api/v1/tasks?status=open'],
    ['another filter', '/api/v1/tasks?sort=title&status=done'],
    ['one filter more', '/api/v1/tasks?sort=title&status=open&priority=low'],
    ['a filter less', '/api/v1/tasks?sort=title'],
    ['a search', '/api/v1/tasks?sort=title&status=open&q=ada'],
    ['the trash', '/api/v1/tasks?sort=title&status=open&trashed=true'],
    ['another type', '/api/v1/customers?sort=name'],
  ])('is refused for %s', async (_, path) => {
    expect(await statusWith(`${path}&cursor=${cursor}`)).toBe(400);
  });

  it('is refused for another workspace', async () => {
    expect((await callers.stranger.get(`${LIST}&cursor=${cursor}`)).status).toBe(400);
  });

  it('is refused with any one bit flipped, always in the same words', async () => {
    const bytes = Buffer.from(cursor, 'base64url');
    const answers = new Set<string>();
    for (let bit = 0; bit < bytes.length * 8; bit += 5) {
      const flipped = Buffer.from(bytes);
      flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      const { status, body } = await callers.editor.get(`${LIST}&cursor=${flipped.toString('base64url')}`);
      answers.add(JSON.stringify([status, body.errors]));
    }
    expect([...answers]).toEqual([expect.stringContaining('[400,[{"in":"query","name":"cursor","code":"bad-cursor"')]);
  });

  it.each([
    ['cut', (good: string) => good.slice(0, -4)],
    ['cut in front', (good: string) => good.slice(4)],
    ['longer', (good: string) => `${good}AAAA`],
    ['padded', (good: string) => `${good}=`],
    ['doubled', (good: string) => good + good],
    ['upper case', (good: string) => good.toUpperCase()],
    ['made up', () => Buffer.from(JSON.stringify({ pk: 'records#x#tasks', sk: 'y' })).toString('base64url')],
    ['very long', () => 'A'.repeat(5000)],
  ])('is refused when it is %s', async (_, change) => {
    expect(await statusWith(`${LIST}&cursor=${change(cursor)}`)).toBe(400);
  });
});
