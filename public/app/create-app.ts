import { computed, signal } from '@preact/signals';
import type { RecordType } from '../../src/schema/record-type.ts';
import type { DeviceStorage } from '../browser/device-storage.ts';
import { createRouter } from '../browser/router.ts';
import { LOCAL_PERSON } from '../model/person.ts';
import { placeOf } from '../model/route.ts';
import { createConnection } from '../requests/connection.ts';
import { createReadApi } from '../requests/read-api.ts';
import { createSend } from '../requests/send.ts';
import type { App } from '../state/app.ts';
import { createCounts } from '../state/counts.ts';
import type { Desk } from '../state/editing.ts';
import { createLists } from '../state/lists.ts';
import { createSelection } from '../state/selection.ts';
import { createSession } from '../state/session.ts';
import { createLater } from './later-loading.ts';

/** Puts the page's services together, the one place where that is done. */
export function createApp(types: readonly RecordType[], storage: DeviceStorage, browser: Window & typeof globalThis): App {
  const router = createRouter(browser);
  const session = createSession(browser, storage);
  const connection = createConnection(browser);
  const send = createSend({ credentials: session.credentials, connection, fetch: browser.fetch.bind(browser) });
  const api = createReadApi(send);
  const isIn = computed(() => session.state.value.is === 'in');
  const place = computed(() => (isIn.value ? placeOf(router.url.value, types) : undefined));
  const person = computed(() => (session.state.value.is === 'in' ? session.state.value.person : LOCAL_PERSON));
  const lists = createLists({ api, place });
  const later = createLater(computed(() => place.value?.open === undefined && lists.current.value?.isDue.value === true));
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
    storage,
    api,
    lists,
    counts: createCounts({ api, place }),
    selection: createSelection(lists),
    later,
    desk,
    async openDesk() {
      opening ??= later().then(({ createDesk }) => createDesk(app, storage, browser));
      try {
        desk.value = await opening;
        return desk.value;
      } catch (error) {
        // It could not be loaded; the next time it is asked for again.
        opening = undefined;
        throw error;
      }
    },
  };
  return app;
}
