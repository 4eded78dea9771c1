import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { RecordType } from '../../src/schema/record-type.ts';
import { type Connection, createConnection } from '../api/connection.ts';
import { createReadApi, type ReadApi } from '../api/read-api.ts';
import { createSend, type Send } from '../api/send.ts';
import type { Desk } from '../desk/create-desk.ts';
import { type Counts, createCounts } from '../list/counts.ts';
import { createLists, type Lists } from '../list/lists.ts';
import { createSelection, type Selection } from '../list/selection.ts';
import { type Place, placeOf } from '../router/place.ts';
import { createRouter, type Router } from '../router/router.ts';
import { LOCAL_PERSON, type Person } from '../session/person.ts';
import { createSession, type Session } from '../session/session.ts';
import { later } from './deferred.tsx';

/** Everything that the page is made of. */
export interface App {
  readonly types: readonly RecordType[];
  readonly router: Router;
  readonly place: ReadonlySignal<Place | undefined>;
  readonly session: Session;
  readonly person: ReadonlySignal<Person>;
  readonly connection: Connection;
  readonly send: Send;
  readonly api: ReadApi;
  readonly lists: Lists;
  readonly counts: Counts;
  readonly selection: Selection;
  /** What changing records takes; `undefined` until it is loaded. */
  readonly desk: ReadonlySignal<Desk | undefined>;
  openDesk(): Promise<Desk>;
}

/** Puts the page's services together, the one place where that is done. */
export function createApp(types: readonly RecordType[], browser: Window & typeof globalThis): App {
  const router = createRouter(browser);
  const session = createSession(browser);
  const connection = createConnection(browser);
  const send = createSend({ credentials: session.credentials, connection, fetch: browser.fetch.bind(browser) });
  const api = createReadApi(send);
  const isIn = computed(() => session.state.value.is === 'in');
  const place = computed(() => (isIn.value ? placeOf(router.url.value, types) : undefined));
  const person = computed(() => (session.state.value.is === 'in' ? session.state.value.person : LOCAL_PERSON));
  const lists = createLists({ api, place });
  const desk = signal<Desk | undefined>(undefined);
  let opening: Promise<Desk> | undefined;

  const app: App = {
    types,
    router,
    place,
    session,
    person,
    connection,
    send,
    api,
    lists,
    counts: createCounts({ api, place }),
    selection: createSelection(lists),
    desk,
    async openDesk() {
      opening ??= later().then(({ createDesk }) => createDesk(app, browser.localStorage));
      desk.value = await opening;
      return desk.value;
    },
  };
  return app;
}
