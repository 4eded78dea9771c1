import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Callers, createCallers } from '../support/callers.ts';
import type { Client } from '../support/client.ts';
import { startTarget, type Target } from '../support/target.ts';

interface Task {
  readonly id: string;
  readonly title: string;
  readonly status: string;
  readonly priority: string;
  readonly dueDate?: string;
  readonly tags?: readonly string[];
  readonly notes?: string;
}

let target: Target;
let callers: Callers;
let tasks: Task[];

beforeAll(async () => {
  target = await startTarget();
  callers = await createCallers(target);
  tasks = await createTasks(callers.editor);
});
afterAll(async () => {
  await target.close();
});

const TITLES = [
  'apple',
  'Apple',
  'APPLE',
  'apples',
  'äpfel',
  'Äpfel',
  'banana',
  'Banana split',
  '😀 smile',
  '\u{ffee} wide',
  'zebra',
  'Zebra',
  '10',
  '9',
];

/** 56 tasks whose fields run through their values with different periods, so that every combination of a few occurs. */
async function createTasks(editor: Client): Promise<Task[]> {
  const records = Array.from({ length: 56 }, (_, n) => ({
    title: TITLES[n % TITLES.length],
    status: ['open', 'in-progress', 'done'][n % 3],
    priority: ['low', 'normal', 'high'][Math.floor(n / 3) % 3],
    ...(n % 4 === 0 ? {} : { dueDate: `2026-0${1 + (n % 5)}-1${n % 7}` }),
    ...(n % 5 === 0 ? { tags: ['urgent'] } : n % 5 === 1 ? { tags: ['home', 'with,comma'] } : {}),
    ...(n % 6 === 0 ? { notes: 'Call Zoë\nabout the Résumé' } : {}),
  }));
  const { body } = await editor.post('/api/v1/tasks/batch', {
    body: { operations: records.map((record) => ({ method: 'create', record })) },
  });
  return body.results.map(({ record }: { record: Task }) => record);
}

/** Every item of a list, by its pages; no page may be longer than asked, and each `Link` must agree with the cursor. */
async function walk(client: Client, path: string, limit = 10): Promise<Task[]> {
  const items: Task[] = [];
  const join = path.includes('?') ? '&' : '?';
  for (let next: string | null = `${path}${join}limit=${limit}`; next !== null; ) {
    const { status, body, headers }: Awaited<ReturnType<Client['get']>> = await client.get(next);
    expect(status).toBe(200);
    expect(body.items.length).toBeLessThanOrEqual(limit);
    items.push(...body.items);
    const link: string | undefined = /^<(\/api\/v1\/[^>]+)>; rel="next"$/.exec(headers['link'] ?? '')?.[1];
    expect(link === undefined).toBe(body.nextCursor === null);
    if (link !== undefined) expect(new URLSearchParams(link.split('?')[1]).get('cursor')).toBe(body.nextCursor);
    next = link ?? null;
  }
  return items;
}

/** The order of texts in words of its own: lower case first, then code points. */
function compareTexts(a: string, b: string): number {
  return compareCodePoints(a.toLowerCase(), b.toLowerCase()) || compareCodePoints(a, b);
}

function compareCodePoints(a: string, b: string): number {
  const [left, right] = [[...a], [...b]];
  for (const [index, character] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    const order = (character.codePointAt(0) ?? 0) - (other.codePointAt(0) ?? 0);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

const ORDERS: Record<string, (a: Task, b: Task) => number> = {
  createdAt: () => 0,
  title: (a, b) => compareTexts(a.title, b.title),
  dueDate: (a, b) => compareUnsetLast(a.dueDate, b.dueDate),
};

function compareUnsetLast(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  return compareCodePoints(a, b);
}

function inOrder(records: readonly Task[], sort: string): Task[] {
  const order = ORDERS[sort.replace('-', '')] ?? (() => 0);
  const ascending = [...records].sort((a, b) => order(a, b) || compareCodePoints(a.id, b.id));
  return sort.startsWith('-') ? ascending.reverse() : ascending;
}

const SORTS = ['createdAt', '-createdAt', 'title', '-title', 'dueDate', '-dueDate'];

const FILTERS: [query: string, holds: (task: Task) => boolean][] = [
  ['', () => true],
  ['status=open', ({ status }) => status === 'open'],
  ['status=open,done', ({ status }) => status !== 'in-progress'],
  ['status=open&priority=high', ({ status, priority }) => status === 'open' && priority === 'high'],
  ['status[exists]=false', () => false],
  ['status[ne]=open', ({ status }) => status !== 'open'],
  ['status[ne]=open,done', ({ status }) => status === 'in-progress'],
  ['status[ne]=open&status[ne]=done', ({ status }) => status === 'in-progress'],
  ['status=open,done&status[ne]=done', ({ status }) => status === 'open'],
  ['title[ne]=apple', ({ title }) => title !== 'apple'],
  ['dueDate[ne]=2026-02-11', ({ dueDate }) => dueDate !== '2026-02-11'],
  ['dueDate[ne]=2026-02-11&dueDate[exists]=true', ({ dueDate }) => dueDate !== undefined && dueDate !== '2026-02-11'],
  ['dueDate[ne]=2026-02-11&dueDate[gte]=2026-02-11', ({ dueDate }) => dueDate !== undefined && dueDate > '2026-02-11'],
  ['tags[ne]=urgent', ({ tags = [] }) => !tags.includes('urgent')],
  ['tags[ne]=urgent,with%5C%2Ccomma', ({ tags = [] }) => !tags.includes('urgent') && !tags.includes('with,comma')],
  ['title[contains]=PPL', ({ title }) => title.toLowerCase().includes('ppl')],
  ['title[contains]=%F0%9F%98%80', ({ title }) => title.includes('😀')],
  ['title[contains]=ppl&title[prefix]=a', ({ title }) => /^a.*ppl/i.test(title)],
  ['title=apple', ({ title }) => title === 'apple'],
  ['title=Apple', ({ title }) => title === 'Apple'],
  ['title[prefix]=APPL', ({ title }) => title.toLowerCase().startsWith('appl')],
  ['title[prefix]=%F0%9F%98%80', ({ title }) => title.startsWith('😀')],
  ['title[gt]=Apple', ({ title }) => compareTexts(title, 'Apple') > 0],
  ['title[gte]=Apple', ({ title }) => compareTexts(title, 'Apple') >= 0],
  ['title[lt]=apple', ({ title }) => compareTexts(title, 'apple') < 0],
  ['title[lte]=apple', ({ title }) => compareTexts(title, 'apple') <= 0],
  ['title[gte]=b&title[lt]=c', ({ title }) => compareTexts(title, 'b') >= 0 && compareTexts(title, 'c') < 0],
  ['dueDate=2026-02-11', ({ dueDate }) => dueDate === '2026-02-11'],
  ['dueDate=2026-02-11,2026-03-12', ({ dueDate }) => dueDate === '2026-02-11' || dueDate === '2026-03-12'],
  ['dueDate[gt]=2026-02-11', ({ dueDate }) => dueDate !== undefined && dueDate > '2026-02-11'],
  [
    'dueDate[gte]=2026-02-11&dueDate[lte]=2026-04-10',
    ({ dueDate }) => dueDate !== undefined && dueDate >= '2026-02-11' && dueDate <= '2026-04-10',
  ],
  ['dueDate[lt]=2026-02-11', ({ dueDate }) => dueDate !== undefined && dueDate < '2026-02-11'],
  ['dueDate[gt]=2026-04-01&dueDate[lt]=2026-02-01', () => false],
  ['dueDate[exists]=false', ({ dueDate }) => dueDate === undefined],
  ['dueDate[exists]=true', ({ dueDate }) => dueDate !== undefined],
  ['tags=urgent', ({ tags = [] }) => tags.includes('urgent')],
  ['tags=urgent,home', ({ tags = [] }) => tags.includes('urgent') || tags.includes('home')],
  ['tags=with%5C%2Ccomma', ({ tags = [] }) => tags.includes('with,comma')],
  ['tags=with\\,comma,urgent', ({ tags = [] }) => tags.includes('with,comma') || tags.includes('urgent')],
  ['tags=with,comma', () => false],
  ['tags=urgent&tags=with%5C,comma', ({ tags = [] }) => tags.includes('with,comma') || tags.includes('urgent')],
  ['status=open&status=done', ({ status }) => status !== 'in-progress'],
  ['status=open&tags=home&status=in-progress,done', ({ tags = [] }) => tags.includes('home')],
  ['dueDate=2026-02-11&dueDate=2026-03-12', ({ dueDate }) => dueDate === '2026-02-11' || dueDate === '2026-03-12'],
  ['tags[exists]=false', ({ tags }) => tags === undefined],
  ['q=APPLE', ({ title }) => title.toLowerCase().includes('apple')],
  ['q=apfel', ({ title }) => title.toLowerCase() === 'äpfel'],
  ['q=zoe+resume', ({ notes }) => notes !== undefined],
  ['q=urgent', () => false],
  [
    'q=banana&status=open&dueDate[exists]=true',
    ({ title, status, dueDate }) => /banana/i.test(title) && status === 'open' && dueDate !== undefined,
  ],
];

describe('GET /api/v1/tasks/count', () => {
  it.each(FILTERS)('counts what holds for "%s"', async (query, holds) => {
    const { body } = await callers.viewer.get(`/api/v1/tasks/count?${query}`);
    expect(body).toEqual({ count: tasks.filter(holds).length, complete: true });
  });

  it('names every choice of the field it groups by', async () => {
    const { body } = await callers.viewer.get('/api/v1/tasks/count?groupBy=status&priority=low&q=apple');
    const counted = tasks.filter(({ priority, title }) => priority === 'low' && /apple/i.test(title));
    const of = (wanted: string) => counted.filter(({ status }) => status === wanted).length;
    expect(body).toEqual({
      count: counted.length,
      complete: true,
      groups: { open: of('open'), 'in-progress': of('in-progress'), done: of('done') },
    });
  });

  it.each([
    ['groupBy=title', 'groupBy', 'not-countable'],
    ['limit=5', 'limit', 'unknown-parameter'],
    ['sort=title', 'sort', 'unknown-parameter'],
    ['status=x', 'status', 'not-a-choice'],
  ])('refuses %s with 400', async (query, name, code) => {
    const { status, body } = await callers.viewer.get(`/api/v1/tasks/count?${query}`);
    expect([status, body.errors[0]]).toEqual([400, expect.objectContaining({ in: 'query', name, code })]);
  });
});

describe('GET /api/v1/tasks', () => {
  describe.each(SORTS)('sorted by %s', (sort) => {
    it.each(FILTERS)('finds just what holds for "%s", in order, page by page', async (query, holds) => {
      const found = await walk(callers.viewer, `/api/v1/tasks?sort=${sort}&fields=title,dueDate&${query}`.replace(/&$/, ''));
      expect(found.map(({ id }) => id)).toEqual(inOrder(tasks.filter(holds), sort).map(({ id }) => id));
    });
  });

  it('has newest first and 25 to a page if nothing is said', async () => {
    const { body } = await callers.viewer.get('/api/v1/tasks');
    expect(body.items).toEqual(inOrder(tasks, '-createdAt').slice(0, 25));
  });

  it.each([1, 55, 56, 57, 100])('ends exactly with the last record for limit=%i', async (limit) => {
    expect((await walk(callers.viewer, '/api/v1/tasks', limit)).length).toBe(56);
    const { body } = await callers.viewer.get('/api/v1/tasks?limit=56');
    expect(body.nextCursor).toBeNull();
  });

  it('answers the asked fields alone, always with the id', async () => {
    const { body } = await callers.viewer.get('/api/v1/tasks?fields=title,version&limit=1');
    expect(Object.keys(body.items[0])).toEqual(['id', 'title', 'version']);
  });

  it('sorts texts to their full length', async () => {
    const { editor, viewer } = await createCallers(target);
    const long = '𝒜'.repeat(199);
    for (const end of ['c', 'a', 'B']) await editor.post('/api/v1/tasks', { body: { title: long + end } });
    const { body } = await viewer.get('/api/v1/tasks?sort=title&fields=title');
    expect(body.items.map(({ title }: Task) => [...title].at(-1))).toEqual(['a', 'B', 'c']);
  });

  it.each(['title', 'title[gte]', 'title[prefix]'])('takes the longest text there can be for %s', async (parameter) => {
    const path = `/api/v1/tasks?sort=title&${encodeURIComponent(parameter)}=${encodeURIComponent('𐐨'.repeat(200))}`;
    expect((await callers.viewer.get(path)).status).toBe(200);
  });

  it('counts the length of a search in code points', async () => {
    const { status } = await callers.viewer.get(`/api/v1/tasks?q=${encodeURIComponent('😀'.repeat(200))}`);
    expect(status).toBe(200);
  });

  it('sorts texts that fold alike by code point, whatever their script', async () => {
    const { editor, viewer } = await createCallers(target);
    for (const title of ['ϴ', 'ϑ', 'θ', 'Θ', 'μ', 'Μ', 'µ', 'ᲅ', 'т', 'Т', 'ᲄ']) await editor.post('/api/v1/tasks', { body: { title } });
    const { body } = await viewer.get('/api/v1/tasks?sort=title&fields=title');
    expect(body.items.map(({ title }: Task) => title)).toEqual(['Θ', 'θ', 'ϑ', 'ϴ', 'µ', 'Μ', 'μ', 'Т', 'т', 'ᲄ', 'ᲅ']);
  });

  it('finds a value with a comma or a backslash, which a backslash escapes', async () => {
    const { editor, viewer } = await createCallers(target);
    const tags = ['Berlin, Mitte', 'Berlin', 'Mitte', 'C:\\temp', 'end\\', 'a\\,b'];
    for (const tag of tags) await editor.post('/api/v1/tasks', { body: { title: tag, tags: [tag] } });
    const titles = async (value: string) => {
      const { body } = await viewer.get(`/api/v1/tasks?sort=title&fields=title&tags=${encodeURIComponent(value)}`);
      return body.items.map(({ title }: Task) => title);
    };
    expect(await titles('Berlin\\, Mitte')).toEqual(['Berlin, Mitte']);
    expect(await titles('Berlin, Mitte')).toEqual(['Berlin', 'Mitte']);
    expect(await titles('C:\\temp')).toEqual(['C:\\temp']);
    expect(await titles('C:\\\\temp')).toEqual(['C:\\temp']);
    expect(await titles('end\\')).toEqual(['end\\']);
    expect(await titles('end\\\\,Berlin')).toEqual(['Berlin', 'end\\']);
    expect(await titles('a\\\\\\,b')).toEqual(['a\\,b']);
  });

  it('leaves out a link that is too long for clients, but never the only one', async () => {
    const { editor, viewer } = await createCallers(target);
    await createTasks(editor);
    const tags = Array.from({ length: 150 }, (_, n) => `${n}`.padStart(36, 'x'));
    const path = `/api/v1/tasks?limit=1&tags=urgent,${tags.join(',')}`;
    const { status, headers, body } = await viewer.get(path);
    expect([status, body.items.length, headers['link']]).toEqual([200, 1, undefined]);
    const next = await viewer.get(`${path}&cursor=${body.nextCursor}`);
    expect(next.status).toBe(200);
    expect(next.body.items).not.toContainEqual(body.items[0]);
    const csv = await viewer.get(path, { headers: { Accept: 'text/csv' } });
    expect(csv.headers['link']).toMatch(/&cursor=[\w-]+>; rel="next"$/);
  });

  it('keeps repeated and escaped parameters in its links, and takes their cursor however the values are written', async () => {
    const { editor, viewer } = await createCallers(target);
    await createTasks(editor);
    const query = 'status=open&status=done&tags=with%5C%2Ccomma&tags=urgent&limit=1';
    const { headers, body } = await viewer.get(`/api/v1/tasks?${query}`);
    expect(headers['link']).toBe(`</api/v1/tasks?${query}&cursor=${body.nextCursor}>; rel="next"`);
    const same = await viewer.get(`/api/v1/tasks?tags=urgent,with%5C,comma&status=done,open&cursor=${body.nextCursor}`);
    expect(same.status).toBe(200);
    expect(same.body.items).not.toContainEqual(body.items[0]);
  });

  it('has nothing of another workspace', async () => {
    expect((await callers.stranger.get('/api/v1/tasks')).body).toEqual({ items: [], nextCursor: null });
  });

  it.each([
    ['limit=0', 'limit', 'out-of-range'],
    ['limit=101', 'limit', 'out-of-range'],
    ['limit=1e1', 'limit', 'out-of-range'],
    ['limit=', 'limit', 'out-of-range'],
    ['limit=5&limit=6', 'limit', 'repeated'],
    ['sort=title&sort=title', 'sort', 'repeated'],
    ['fields=id&fields=title', 'fields', 'repeated'],
    ['q=a&q=b', 'q', 'repeated'],
    ['trashed=true&trashed=true', 'trashed', 'repeated'],
    ['title=a&title=b', 'title', 'repeated'],
    ['title[prefix]=a&title[prefix]=b', 'title[prefix]', 'repeated'],
    ['dueDate[gte]=2026-01-01&dueDate[gte]=2026-02-01', 'dueDate[gte]', 'repeated'],
    ['dueDate[exists]=true&dueDate[exists]=true', 'dueDate[exists]', 'repeated'],
    ['cursor=abc&cursor=abc', 'cursor', 'repeated'],
    ['nothing=1&nothing=2', 'nothing', 'unknown-parameter'],
    ['status=open&status=opened', 'status', 'not-a-choice'],
    ['status=open&status=', 'status', 'blank'],
    ['sort=notes', 'sort', 'not-sortable'],
    ['sort=--title', 'sort', 'not-sortable'],
    ['fields=title,secret', 'fields', 'unknown-field'],
    ['fields=pk', 'fields', 'unknown-field'],
    ['notes=x', 'notes', 'unknown-parameter'],
    ['createdAt=2026', 'createdAt', 'unknown-operator'],
    ['page=2', 'page', 'unknown-parameter'],
    ['constructor=1', 'constructor', 'unknown-parameter'],
    ['status=opened', 'status', 'not-a-choice'],
    ['status=open,', 'status', 'blank'],
    ['status[gt]=open', 'status[gt]', 'unknown-operator'],
    ['status[]=open', 'status[]', 'unknown-operator'],
    ['dueDate[gte]=2026-02-30', 'dueDate[gte]', 'bad-format'],
    ['dueDate[exists]=yes', 'dueDate[exists]', 'not-a-choice'],
    ['title=', 'title', 'blank'],
    ['title[prefix]=', 'title[prefix]', 'blank'],
    ['title[contains]=', 'title[contains]', 'blank'],
    ['title[contains]=%20', 'title[contains]', 'blank'],
    ['title[contains]=a&title[contains]=b', 'title[contains]', 'repeated'],
    [`title[contains]=${'x'.repeat(201)}`, 'title[contains]', 'too-long'],
    ['status[contains]=op', 'status[contains]', 'unknown-operator'],
    ['tags[contains]=urg', 'tags[contains]', 'unknown-operator'],
    ['status[ne]=opened', 'status[ne]', 'not-a-choice'],
    ['status[ne]=', 'status[ne]', 'blank'],
    ['title[ne]=a&title[ne]=b', 'title[ne]', 'repeated'],
    [`title[ne]=${'x'.repeat(201)}`, 'title[ne]', 'too-long'],
    ['createdAt[ne]=2026-01-01', 'createdAt[ne]', 'unknown-operator'],
    [`title=${'x'.repeat(201)}`, 'title', 'too-long'],
    [`title[prefix]=${'x'.repeat(201)}`, 'title[prefix]', 'too-long'],
    [`title[prefix]=${'x'.repeat(3000)}&sort=title`, 'title[prefix]', 'too-long'],
    ['trashed=1', 'trashed', 'not-a-choice'],
    ['q=', 'q', 'blank'],
    ['q=%20', 'q', 'blank'],
    [`q=${'x'.repeat(201)}`, 'q', 'too-long'],
    [`q=${encodeURIComponent('😀'.repeat(201))}`, 'q', 'too-long'],
    ['q=%ff', 'q', 'bad-encoding'],
    ['cursor=', 'cursor', 'bad-cursor'],
    ['cursor=abc', 'cursor', 'bad-cursor'],
  ])('refuses %s with 400 and names it', async (query, name, code) => {
    const { status, body } = await callers.viewer.get(`/api/v1/tasks?${query}`);
    expect(status).toBe(400);
    expect(body.errors).toEqual([{ in: 'query', name, code, detail: expect.stringMatching(/^(must|is|names|has)/) }]);
  });

  it.each(['statsu=open', 'duedate[gte]=2026-01-01', 'colour=red'])(
    'says that %s is unknown, and lists each allowed name once',
    async (query) => {
      const { status, body } = await callers.viewer.get(`/api/v1/tasks?${query}`);
      expect({ status, code: body.errors[0].code }).toEqual({ status: 400, code: 'unknown-parameter' });
      const [, names = ''] = body.errors[0].detail.split('is unknown; this path takes ');
      const listed = names.split(', ');
      expect(listed).toEqual(expect.arrayContaining(['limit', 'status', 'dueDate', 'createdAt']));
      expect(listed).toEqual([...new Set(listed)]);
      expect(names).not.toContain('[');
      expect(body.detail).toBe(`"${query.split('=')[0]}" ${body.errors[0].detail}.`);
    },
  );

  it('reports all faults of a query at once, with what is allowed', async () => {
    const { body } = await callers.viewer.get('/api/v1/tasks?limit=0&sort=x&status=y&foo=1');
    expect(body.errors.map(({ name }: { name: string }) => name).sort()).toEqual(['foo', 'limit', 'sort', 'status']);
    expect(JSON.stringify(body.errors)).toMatch(/-dueDate.*title|open, in-progress, done/);
  });
});

describe('GET /api/v1/customers', () => {
  it('finds an e-mail address without regard to case, and keeps it as given', async () => {
    const { editor, viewer } = await createCallers(target);
    await editor.post('/api/v1/customers', { body: { name: 'Ada', email: 'Ada@Example.com' } });
    await editor.post('/api/v1/customers', { body: { name: 'Ada too', email: 'ada@example.com.au' } });
    const { body } = await viewer.get('/api/v1/customers?email=aDA@eXAMPLE.com');
    expect(body.items).toEqual([expect.objectContaining({ name: 'Ada', email: 'Ada@Example.com' })]);
  });
});

describe('the trash', () => {
  it('lists what was deleted, in every order and with every filter, and only that', async () => {
    const { editor, viewer } = await createCallers(target);
    const own = await createTasks(editor);
    const [gone, kept] = [own.filter((_, n) => n % 2 === 0), own.filter((_, n) => n % 2 === 1)];
    await editor.post('/api/v1/tasks/batch', { body: { operations: gone.map(({ id }) => ({ method: 'delete', id })) } });
    for (const sort of SORTS) {
      for (const [query, holds] of FILTERS) {
        const path = `/api/v1/tasks?sort=${sort}&fields=title&${query}`.replace(/&$/, '');
        const trashed = await walk(viewer, `${path}&trashed=true`, 100);
        expect(trashed.map(({ id }) => id)).toEqual(inOrder(gone.filter(holds), sort).map(({ id }) => id));
        const live = await walk(viewer, `${path}&trashed=false`, 100);
        expect(live.map(({ id }) => id)).toEqual(inOrder(kept.filter(holds), sort).map(({ id }) => id));
      }
    }
    const [first] = gone;
    await editor.post(`/api/v1/tasks/${first?.id}/restore`);
    for (const sort of SORTS) {
      expect((await walk(viewer, `/api/v1/tasks?sort=${sort}&status=${first?.status}`)).map(({ id }) => id)).toContain(first?.id);
    }
  }, 60_000);
});

describe('walking the pages', () => {
  it('gives every record that was there, unchanged, exactly once, whatever else is written meanwhile', async () => {
    const { editor, viewer } = await createCallers(target);
    const own = await createTasks(editor);
    const [untouched, others] = [own.filter((_, n) => n % 3 !== 0), own.filter((_, n) => n % 3 === 0)];
    for (const sort of SORTS) {
      const seen: string[] = [];
      for (let next: string | undefined = `/api/v1/tasks?sort=${sort}&limit=5`, n = 0; next !== undefined; n++) {
        const answer: Awaited<ReturnType<Client['get']>> = await viewer.get(next);
        seen.push(...answer.body.items.map(({ id }: Task) => id));
        next = /<(.+)>/.exec(answer.headers['link'] ?? '')?.[1];
        const other = others[n % others.length];
        await editor.patch(`/api/v1/tasks/${other?.id}`, { body: { title: `moved ${sort} ${n}`, dueDate: `2027-01-${10 + (n % 20)}` } });
        await editor.post('/api/v1/tasks', { body: { title: `new ${n}` } });
      }
      for (const { id } of untouched) expect(seen.filter((seenId) => seenId === id)).toEqual([id]);
    }
  });
});
