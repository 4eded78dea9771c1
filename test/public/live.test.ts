import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { signal } from '@preact/signals';
import { writeOf } from '../../client/src/write.ts';
import { LOCAL_PERSON } from '../../public/model/person.ts';
import type { Route } from '../../public/model/route.ts';
import type { StoredRecord } from '../../public/model/stored-record.ts';
import { createLive, type Live } from '../../public/state/live.ts';
import { createOwnWrites, type OwnWrites } from '../../public/state/own-writes.ts';
import type { Session, SessionState } from '../../public/state/session.ts';
import { type Channel, createTabs, telling } from '../../public/state/tabs.ts';
import { tasks } from '../../src/records/tasks.ts';
import { type Service, startService } from '../support/service.ts';
import { openPage, type Page, until } from './support/page.ts';

const PAUSE_MS = 40;
/** Long enough for several polls. */
const SOME_POLLS_MS = 400;

let service: Service;
beforeAll(async () => {
  service = await startService();
}, 30_000);
afterAll(async () => await service?.close());

let mine: Page;
let theirs: Page;
let live: Live;
let ownWrites: OwnWrites;
let polls: number;
let answer: (() => Response) | undefined;
let one: StoredRecord;
let isVisible = signal(true);
const route = signal<Route | undefined>(undefined);

beforeEach(async () => {
  const workspace = crypto.randomUUID();
  mine = await openPage(service, { workspace });
  theirs = await openPage(service, { workspace });
  one = await theirs.write.create(tasks, { title: 'One' }, crypto.randomUUID());
  await mine.lists.current.value?.reload();
  await until(() => mine.titles().length === 1);
  polls = 0;
  answer = undefined;
  mine.interfere(async ({ path }, send) => {
    if (!path.startsWith('/api/v1/changes?')) return await send();
    polls++;
    return answer?.() ?? (await send());
  });
  isVisible = signal(true);
  route.value = { type: tasks, open: undefined, view: new URLSearchParams() };
  ownWrites = createOwnWrites();
  live = createLive({
    ...mine,
    route,
    session: sessionIn(),
    ownWrites,
    attention: { isVisible, onFocus: () => undefined },
    pauseMs: PAUSE_MS,
  });
  await until(() => polls > 0);
});
// Ends the polling of this test.
const stop = () => {
  isVisible.value = false;
};

function sessionIn(): Session {
  const state = signal<SessionState>({ is: 'in', person: LOCAL_PERSON, expired: false });
  const nothing = async () => undefined;
  const credentials = { token: nothing, renew: async () => false };
  return { state, isLeaving: signal(false), credentials, start: nothing, signIn: nothing, signOut: nothing };
}

async function afterSomePolls(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, SOME_POLLS_MS));
}

describe('changes by others', () => {
  it('are counted and do not change the list until they are asked for', async () => {
    await until(() => live.hasHistory.value === true);
    await theirs.write.patch(tasks, one, { title: 'One, changed' });
    await theirs.write.create(tasks, { title: 'Two' }, crypto.randomUUID());
    await until(() => live.news.value === 2);
    expect(mine.titles()).toEqual(['One']);
    await live.show();
    expect(mine.titles()).toEqual(['Two', 'One, changed']);
    expect(live.news.value).toBe(0);
    stop();
  });

  it('are not those of this page', async () => {
    await until(() => live.hasHistory.value === true);
    const written = mine.send(writeOf({ method: 'POST', path: 'tasks', body: { title: 'Mine' } }));
    ownWrites.note(written);
    await written;
    await afterSomePolls();
    expect(live.news.value).toBe(0);
    stop();
  });

  it('are not asked for while the page is hidden', async () => {
    stop();
    await afterSomePolls();
    const before = polls;
    await afterSomePolls();
    expect(polls).toBe(before);
    await theirs.write.patch(tasks, one, { title: 'One, changed' });
    isVisible.value = true;
    await until(() => live.news.value === 1);
    stop();
  });

  it('are asked for less often while the service fails', async () => {
    await until(() => live.hasHistory.value === true);
    answer = () => new Response('{}', { status: 500 });
    const before = polls;
    await afterSomePolls();
    // Pauses of 80, 160 and 320 ms.
    expect(polls - before).toBeLessThanOrEqual(4);
    answer = undefined;
    await theirs.write.patch(tasks, one, { title: 'One, changed' });
    await until(() => live.news.value === 1);
    stop();
  });

  it('are not asked for again where the service keeps no history', async () => {
    answer = () => new Response('{}', { status: 404 });
    await until(() => live.hasHistory.value === false);
    const before = polls;
    await afterSomePolls();
    expect(polls).toBe(before);
    stop();
  });
});

describe('another tab of the browser', () => {
  const channels = new Set<Channel>();
  const open = (): Channel => {
    const channel: Channel = {
      onmessage: null,
      close: () => channels.delete(channel),
      postMessage(data) {
        for (const other of channels)
          if (other !== channel) other.onmessage?.(new MessageEvent('message', { data: structuredClone(data) }));
      },
    };
    channels.add(channel);
    return channel;
  };
  const tabOf = (page: Page, isOnRecord: boolean, poll = () => undefined) =>
    createTabs({ ...page, route, person: signal(LOCAL_PERSON), attention: { isOnRecord: () => isOnRecord }, poll, open });
  beforeEach(() => {
    stop();
    channels.clear();
  });

  it('shows a change, a new record and a deletion at once', async () => {
    tabOf(mine, false);
    const write = telling(theirs.write, tabOf(theirs, false));
    const changed = await write.patch(tasks, one, { title: 'One, changed' });
    expect(mine.titles()).toEqual(['One, changed']);
    await write.create(tasks, { title: 'Two' }, crypto.randomUUID());
    expect(mine.titles()).toEqual(['Two', 'One, changed']);
    await write.batch(tasks, [{ method: 'delete', id: changed.id }]);
    expect(mine.titles()).toEqual(['Two']);
  });

  it('moves no record under the pointer, and asks for the changes instead', async () => {
    let asked = 0;
    tabOf(mine, true, () => {
      asked++;
    });
    const write = telling(theirs.write, tabOf(theirs, false));
    await write.patch(tasks, one, { title: 'One, changed' });
    await write.create(tasks, { title: 'Two' }, crypto.randomUUID());
    expect(mine.titles()).toEqual(['One, changed']);
    expect(asked).toBe(1);
  });
});
