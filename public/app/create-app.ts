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
import { createSession } from '../state/create-session.ts';
import type { Editing } from '../state/editing.ts';
import { createLists } from '../state/lists.ts';
import { createLoadLater } from '../state/load-later.ts';
import { createSelection } from '../state/selection.ts';
import { loadLazyComponents } from '../ui/lazy.tsx';

/** Builds the services of the page. */
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
  const editing = signal<Editing | undefined>(undefined);

  const loadLater = createLoadLater({
    isListLoading: computed(() => route.value?.open === undefined && lists.current.value?.isDue.value === true),
    async load() {
      const [{ createEditing }] = await Promise.all([import('../state/create-editing.ts'), loadLazyComponents()]);
      return { createEditing };
    },
  });

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
    editing,
    async loadLater() {
      await loadLater();
    },
    async loadEditing() {
      const { createEditing } = await loadLater();
      editing.value ??= createEditing(app, storage, browser);
      return editing.value;
    },
  };
  return app;
}
