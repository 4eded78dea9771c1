import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDeviceStorage } from '../../public/browser/device-storage.ts';
import { contentOf, knownPart, lostParts, savedViewOf } from '../../public/model/saved-view.ts';
import { createSavedViews } from '../../public/state/saved-views.ts';
import { customers } from '../../src/records/customers.ts';
import { tasks } from '../../src/records/tasks.ts';
import { type Service, startService } from '../support/service.ts';
import { createClient } from './support/client.ts';

let service: Service;
beforeAll(async () => {
  service = await startService();
});
afterAll(async () => await service.close());

const workspace = crypto.randomUUID();

/** The saved views of a page, with the storage of its own device. */
async function openViews(sub: string, role = 'editor') {
  const token = await service.tokenFor({ sub, workspace, groups: [role] });
  const { send } = createClient(service, { token: async () => token, renew: async () => false });
  const kept = new Map<string, string>();
  const localStorage = {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, text: string) => void kept.set(name, text),
    removeItem: (name: string) => void kept.delete(name),
    clear: () => kept.clear(),
    key: () => null,
    length: 0,
  };
  const open = () => createSavedViews({ send, storage: createDeviceStorage({ localStorage }) });
  const savedViews = open();
  await savedViews.load();
  return { savedViews, reopen: open };
}

const viewOf = (query: string) => new URLSearchParams(query);
const routeTo = (query: string) => ({ type: tasks, open: undefined, view: viewOf(query) });
const inputOf = (name: string, query: string, owner: 'me' | null = null) => ({ name, owner, ...contentOf(tasks, viewOf(query)) });

describe('a saved view', () => {
  it.each([
    [
      'q=report&status=open,done&sort=dueDate',
      { kind: 'list', by: null, query: 'q=report&status=open%2Cdone&sort=dueDate', columns: null },
    ],
    ['columns=status,tags', { kind: 'list', by: null, query: null, columns: ['status', 'tags'] }],
    ['columns=none', { kind: 'list', by: null, query: null, columns: ['title'] }],
    ['columns=status,gone', { kind: 'list', by: null, query: null, columns: ['status'] }],
    ['board-by=status&assignee=me', { kind: 'board', by: 'status', query: 'assignee=me', columns: null }],
    ['calendar-by=dueDate', { kind: 'calendar', by: 'dueDate', query: null, columns: null }],
  ])('stores %s, and shows it again', (query, content) => {
    expect(contentOf(tasks, viewOf(query))).toEqual(content);
    const saved = savedViewOf({ id: 'a', version: 1, type: 'tasks', name: 'x', ...content });
    expect(saved && contentOf(tasks, knownPart(tasks, saved))).toEqual(content);
  });

  it('says which of its parts its type no longer has', () => {
    const saved = savedViewOf({
      id: 'a',
      version: 1,
      type: 'customers',
      name: 'x',
      kind: 'board',
      by: 'gone',
      query: 'colour=red&stage=lead',
    });
    if (saved === undefined) throw new Error('it is a view');
    expect(lostParts(customers, saved)).toEqual(['colour', 'board-by']);
    expect(`${knownPart(customers, saved)}`).toBe('stage=lead');
  });

  it('is nothing without an id or a name', () => {
    for (const item of [null, 'x', {}, { id: 'a', version: 1, type: 'tasks' }]) expect(savedViewOf(item)).toBeUndefined();
  });
});

describe('the saved views of a page', () => {
  it('are those of everyone and those of the person', async () => {
    const { savedViews: editors } = await openViews('ada');
    const shared = await editors.create('tasks', inputOf('Shared', 'status=open'));
    const own = await editors.create('tasks', inputOf('Own', 'status=done', 'me'));
    expect([shared.isOwn, own.isOwn]).toEqual([false, true]);
    const { savedViews: viewers } = await openViews('vera', 'viewer');
    const names = viewers.ofType('tasks').map(({ name }) => name);
    expect(names).toContain('Shared');
    expect(names).not.toContain('Own');
    expect(viewers.ofType('customers')).toEqual([]);
  });

  it('mark the one that the list shows, also on the next visit, and say if the list was changed since', async () => {
    const { savedViews, reopen } = await openViews('bob');
    const first = await savedViews.create('tasks', inputOf('First', 'status=open&sort=title'));
    const twin = await savedViews.create('tasks', inputOf('Twin', 'sort=title&status=open'));
    expect(savedViews.chosen(routeTo('sort=title&status=open'))).toEqual({ saved: twin, isAltered: false });
    savedViews.choose('tasks', first);
    expect(savedViews.chosen(routeTo('sort=title&status=open'))).toEqual({ saved: first, isAltered: false });
    expect(savedViews.chosen(routeTo('status=done'))).toEqual({ saved: first, isAltered: true });
    expect(savedViews.chosen(routeTo(''))).toBeUndefined();
    const later = reopen();
    await later.load();
    expect(later.chosen(routeTo('status=done'))).toEqual({ saved: first, isAltered: true });
    later.choose('tasks', undefined);
    expect(later.chosen(routeTo('status=done'))).toBeUndefined();
  });

  it('change, and are up to date after a conflict', async () => {
    const [{ savedViews: one }, { savedViews: other }] = [await openViews('cleo'), await openViews('dan')];
    const saved = await one.create('tasks', inputOf('Before', 'status=open'));
    await one.change(saved, inputOf('After', 'status=done'));
    await expect(other.change(saved, inputOf('Late', 'status=done'))).rejects.toMatchObject({ status: 412 });
    const current = other.ofType('tasks').find(({ id }) => id === saved.id);
    expect(current).toMatchObject({ name: 'After', version: 2 });
    expect(current && (await other.change(current, inputOf('Late', '')))).toMatchObject({ name: 'Late', version: 3, isOwn: false });
  });

  it('are gone once deleted, also if somebody else was faster', async () => {
    const [{ savedViews: one }, { savedViews: other }] = [await openViews('eve'), await openViews('finn')];
    const saved = await one.create('tasks', inputOf('Short', 'status=open'));
    await one.remove(saved);
    expect(one.ofType('tasks').map(({ id }) => id)).not.toContain(saved.id);
    expect(one.chosen(routeTo('priority=high'))).toBeUndefined();
    await other.remove(saved);
    expect(other.ofType('tasks').map(({ id }) => id)).not.toContain(saved.id);
  });
});
