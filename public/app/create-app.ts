import { computed, signal } from '@preact/signals';
import type { RecordType } from '../../src/schema/record-type.ts';
import type { DeviceStorage } from '../browser/device-storage.ts';
import { createRouter } from '../browser/router.ts';
import { LOCAL_PERSON } from '../model/person.ts';
import { routeOf } from '../model/route.ts';
import { createConnection } from '../requests/connection.ts';
import { createReadApi } from '../requests/read-api.ts';
import { createSend } from '../requests/send.ts';
import type { App } from '../state/app.ts';
import { createCounts } from '../state/counts.ts';
import type { Editing } from '../state/editing.ts';
import { createLists } from '../state/lists.ts';
import { createSelection } from '../state/selection.ts';
import { createSession } from '../state/session.ts';
import { createLater } from './later-loading.ts';

/** Puts the page's services together, and is the only file that does. */
export function createApp(types: readonly RecordType[], storage: DeviceStorage, browser: Window & typeof globalThis): App {
  const router = createRouter(browser);
  const session = createSession(browser, storage);
  const connection = createConnection(browser);
  const send = createSend({ credentials: session.credentials, connection, fetch: browser.fetch.bind(browser) });
  const api = createReadApi(send);
  const isIn = computed(() => session.state.value.is === 'in');
  const route = computed(() => (isIn.value ? routeOf(router.url.value, types) : undefined));
  const person = computed(() => (session.state.value.is === 'in' ? session.state.value.person : LOCAL_PERSON));
  const lists = createLists({ api, route });
  const later = createLater(computed(() => route.value?.open === undefined && lists.current.value?.isDue.value === true));
  const editing = signal<Editing | undefined>(undefined);
  let opening: Promise<Editing> | undefined;

  const app: App = {
    types,
    router,
    route,
    session,
    person,
    connection,
    send,
    storage,
    api,
    lists,
    counts: createCounts({ api, route }),
    selection: createSelection(lists),
    later,
    editing,
    async loadEditing() {
      opening ??= later().then(({ createEditing }) => createEditing(app, storage, browser));
      try {
        editing.value = await opening;
        return editing.value;
      } catch (error) {
        // It could not be loaded; the next time it is asked for again.
        opening = undefined;
        throw error;
      }
    },
  };
  return app;
}
