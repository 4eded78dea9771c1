import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { arrange, canMoveTo, columnQuery, columnValues, type Loaded } from '../../public/model/board.ts';
import type { StoredRecord } from '../../public/model/stored-record.ts';
import { createBoardList, isBoardList } from '../../public/state/board-list.ts';
import { tasks } from '../../src/records/tasks.ts';
import { choice } from '../../src/schema/fields/choice.ts';
import { text } from '../../src/schema/fields/text.ts';
import { defineRecordType } from '../../src/schema/record-type.ts';
import { type Service, startService } from '../support/service.ts';
import { openPage, type Page, until } from './support/page.ts';

const plants = defineRecordType({
  name: 'plants',
  title: 'Plants',
  singular: 'plant',
  fields: { name: text({ max: 9, required: true }), light: choice({ choices: ['sun', 'shade'], retired: ['moon'] }) },
  filterable: ['light'],
  indexes: [{ by: 'name' }],
  example: { name: 'Fern' },
});
const view = (query: string) => new URLSearchParams(query);

describe('The columns of a board', () => {
  it.each([
    ['', ['sun', 'shade', 'moon', undefined]],
    ['light=shade,moon', ['shade', 'moon']],
    ['light[ne]=sun', ['shade', 'moon', undefined]],
    ['light[exists]=true', ['sun', 'shade', 'moon']],
    ['light[exists]=false', [undefined]],
    ['q=fern&createdBy=me', ['sun', 'shade', 'moon', undefined]],
  ])('with the filters “%s”', (query, expected) => {
    expect(columnValues(plants, view(query), 'light')).toEqual(expected);
  });

  it.each([
    ['sun', 'q=a&light=sun'],
    [undefined, 'q=a&light%5Bexists%5D=false'],
  ])('load their own records: %s', (value, expected) => {
    expect(`${columnQuery(view('q=a&light[ne]=moon&light=sun,shade'), 'light', value)}`).toBe(expected);
  });

  it('take cards unless a write would be refused', () => {
    expect(columnValues(plants, view(''), 'light').filter((value) => canMoveTo(plants, 'light', value))).toEqual([
      'sun',
      'shade',
      undefined,
    ]);
    expect(columnValues(tasks, view(''), 'status').filter((value) => canMoveTo(tasks, 'status', value))).toEqual(
      tasks.fields['status']?.jsonSchema.enum,
    );
  });
});

describe('The cards of a board', () => {
  const plant = (name: string, light: string | undefined, version = 1): StoredRecord => ({
    ...{ id: name, name, light, version, createdAt: name, updatedAt: name, createdBy: 'ada', updatedBy: 'ada' },
  });
  const names = (query: string, loaded: readonly Loaded[]) =>
    arrange({ type: plants, view: view(query), by: 'light', values: ['sun', 'shade'] }, loaded).map((all) => all.map(({ id }) => id));

  it.each([
    ['sort=name', ['a', 'd'], ['b', 'c', 'e']],
    ['sort=-name', ['d', 'a'], ['e', 'c', 'b']],
  ])('stand in the column of their value, where the order puts them: %s', (query, sun, shade) => {
    const moved = { column: 0, records: [...sun.map((name) => plant(name, 'sun')), plant('c', 'shade')] };
    const others = { column: 1, records: shade.filter((name) => name !== 'c').map((name) => plant(name, 'shade')) };
    expect(names(query, [moved, others])).toEqual([sun, shade]);
  });

  it('are shown once, in their newest version', () => {
    const [old, fresh] = [plant('a', 'sun', 1), plant('a', 'shade', 2)];
    expect(
      names('', [
        { column: 0, records: [old] },
        { column: 1, records: [fresh] },
      ]),
    ).toEqual([[], ['a']]);
    expect(
      names('', [
        { column: 0, records: [fresh] },
        { column: 1, records: [fresh] },
      ]),
    ).toEqual([[], ['a']]);
  });

  it('are first when the person has just added them', () => {
    const loaded = [
      { column: undefined, records: [plant('z', 'sun')] },
      { column: 0, records: [plant('a', 'sun')] },
    ];
    expect(names('sort=name', loaded)).toEqual([['z', 'a'], []]);
  });
});

describe('The list of a board', () => {
  let service: Service;
  let page: Page;
  const create = async (title: string, status: string) => await page.write.create(tasks, { title, status }, crypto.randomUUID());
  const columns = () => {
    const list = page.lists.current.value;
    return isBoardList(list) ? list.columns : [];
  };
  const cards = () => columns().map(({ records }) => records.value.map(({ title }) => title));
  const loadAll = async () => await Promise.all(columns().map(async (column) => await column.more()));

  beforeAll(async () => {
    service = await startService();
  }, 60_000);
  afterAll(async () => await service?.close());
  beforeEach(async () => {
    page = await openPage(service, { query: 'board-by=status' });
    for (const [title, status] of [
      ['A', 'open'],
      ['B', 'open'],
      ['C', 'done'],
    ] as const)
      await create(title, status);
  });

  it('is made once its code is loaded, and each column loads by itself', async () => {
    expect(page.lists.current.value).toBeUndefined();
    page.lists.arrangedLists.value = { board: createBoardList };
    expect(cards()).toEqual([[], [], [], []]);
    await columns()[2]?.more();
    expect(cards()).toEqual([[], [], ['C'], []]);
    expect(columns().map(({ state }) => state.value.is)).toEqual(['waiting', 'waiting', 'complete', 'waiting']);
  });

  it('moves a card at once, moves it back on undo, and counts by the field', async () => {
    page.lists.arrangedLists.value = { board: createBoardList };
    await loadAll();
    const [record] = columns()[0]?.records.value ?? [];
    if (record === undefined) throw new Error('there is no card');
    const moved = page.mutations.change(tasks, record, { status: 'done' }, ['“B” moved to Done']);
    expect(cards()).toEqual([['A'], [], ['C', 'B'], []]);
    await moved;
    expect(page.messages()).toEqual(['“B” moved to Done']);
    expect(await page.read(record)).toMatchObject({ status: 'done' });
    await until(() => page.counts.current.value?.groups.get('done') === 2);
    page.undo.latest();
    await until(() => cards()[0]?.length === 2);
    expect(cards()).toEqual([['B', 'A'], [], ['C'], []]);
    await until(() => page.counts.current.value?.groups.get('done') === 1);
  });

  it('puts a card back that the service refuses, and shows a new one', async () => {
    page.lists.arrangedLists.value = { board: createBoardList };
    await loadAll();
    const [record] = columns()[0]?.records.value ?? [];
    if (record === undefined) throw new Error('there is no card');
    page.interfere(async () => new Response('{"title":"No"}', { status: 403 }));
    await page.mutations.change(tasks, record, { status: 'done' }, ['“B” moved to Done']);
    expect(cards()).toEqual([['B', 'A'], [], ['C'], []]);
    page.interfere();
    page.mutations.created(tasks, await create('D', 'done'), { isAnnounced: true });
    expect(cards()).toEqual([['B', 'A'], [], ['D', 'C'], []]);
    await page.mutations.trash(tasks, [record]);
    expect(cards()).toEqual([['A'], [], ['D', 'C'], []]);
    await page.lists.current.value?.reload();
    expect(cards()).toEqual([['A'], [], ['D', 'C'], []]);
  });
});
