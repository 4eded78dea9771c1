import { describe, expect, it } from '@jest/globals';
import type { ChangeSet } from '../../public/requests/history-api.ts';
import { deedsOf, wholeDeed, wordsOf } from '../../public/state/activity.ts';
import { createPages } from '../../public/state/pages.ts';
import { customers } from '../../src/records/customers.ts';
import { tasks } from '../../src/records/tasks.ts';

const changeSet = (id: string, changes: number, others: Partial<ChangeSet> = {}): ChangeSet => ({
  id,
  continues: null,
  at: '2026-11-28T10:00:00.000Z',
  by: 'ada',
  changes,
  types: ['tasks'],
  actions: ['import'],
  records: [],
  ...others,
});

describe('what someone did in one go', () => {
  it('is all requests of a job, the latest first, also with changes by others between them', () => {
    const [deed, others, ...rest] = deedsOf([
      changeSet('c', 20, { continues: 'a', actions: ['update'] }),
      changeSet('x', 1, { by: 'ed' }),
      changeSet('b', 99, { continues: 'a' }),
      changeSet('a', 100),
    ]);
    expect(deed).toMatchObject({ ids: ['c', 'b', 'a'], changes: 219, actions: ['update', 'import'] });
    expect(others).toMatchObject({ ids: ['x'], by: 'ed' });
    expect(rest).toEqual([]);
  });

  it('is one change set that continues on the next page', () => {
    expect(deedsOf([changeSet('a', 300), changeSet('a', 300)])).toMatchObject([{ ids: ['a'], changes: 300 }]);
  });

  it('is not two jobs in a row', () => {
    const jobs = [changeSet('d', 5, { continues: 'c' }), changeSet('c', 100), changeSet('b', 5, { continues: 'a' }), changeSet('a', 100)];
    expect(deedsOf(jobs).map(({ ids }) => ids)).toEqual([
      ['d', 'c'],
      ['b', 'a'],
    ]);
  });

  it.each<[string, Partial<ChangeSet>]>([
    ['imported 12 tasks', {}],
    ['moved 12 tasks to the trash', { actions: ['trash'] }],
    ['changed 12 tasks', { actions: ['create', 'update'] }],
    ['changed 12 records', { types: ['tasks', 'customers'], actions: ['update'] }],
  ])('is said in words: %s', (words, others) => expect(wordsOf(changeSet('a', 12, others), [tasks, customers])).toBe(words));
});

describe('loading all of a job', () => {
  const first = '019ac000-0000-7000-8000-000000000000';
  const hour = 60 * 60_000;
  const begin = 0x019ac0000000;
  const at = (milliseconds: number) => ({ at: new Date(begin + milliseconds).toISOString() });
  const part = (id: string) => changeSet(id, 100, { continues: first, ...at(1_000) });

  /** Reads the parts of a job from one page each. */
  const open = async (...parts: readonly ChangeSet[]) => {
    let reads = 0;
    const pages = createPages(async () => {
      const next = parts[reads++];
      if (next === undefined) throw new Error('Read beyond the last page.');
      return { items: [next], nextCursor: reads < parts.length ? 'next' : null };
    });
    await pages.reload();
    return { pages, reads: () => reads };
  };

  it('reads pages up to the first change set of the job', async () => {
    const { pages, reads } = await open(
      part('c'),
      changeSet('x', 1, at(900)),
      part('b'),
      changeSet(first, 100, at(0)),
      changeSet('y', 1, at(-1)),
    );
    expect((await wholeDeed(pages, { key: first }))?.ids).toEqual(['c', 'b', first]);
    expect(reads()).toBe(4);
  });

  it('ends before older changes, if nothing is left of the first change set', async () => {
    const { pages, reads } = await open(part('c'), part('b'), changeSet('y', 1, at(-hour)), changeSet('z', 1, at(-2 * hour)));
    expect((await wholeDeed(pages, { key: first }))?.ids).toEqual(['c', 'b']);
    expect(reads()).toBe(3);
  });

  it('reads no page for a single request', async () => {
    const { pages, reads } = await open(changeSet(first, 3, at(0)), changeSet('y', 1, at(-1)));
    expect((await wholeDeed(pages, { key: first }))?.ids).toEqual([first]);
    expect(reads()).toBe(1);
  });

  it('gives nothing if a page cannot be loaded', async () => {
    let isFirst = true;
    const pages = createPages<ChangeSet>(async () => {
      if (!isFirst) throw new Error('Away');
      isFirst = false;
      return { items: [part('c')], nextCursor: 'next' };
    });
    await pages.reload();
    expect(await wholeDeed(pages, { key: first })).toBeUndefined();
  });
});
