import { computed, signal } from '@preact/signals';
import type { RecordType } from '../../src/schema/record-type.ts';
import type { DeviceStorage } from '../browser/device-storage.ts';
import { holdKeys } from '../browser/hold-keys.ts';
import { createRouter } from '../browser/router.ts';
import { LOCAL_PERSON } from '../model/person.ts';
import { routeOf } from '../model/route.ts';
import { createConnection } from '../requests/connection.ts';
import { fetchAfterFirst } from '../requests/first-request.ts';
import { reasonOf } from '../requests/problem.ts';
import { createReadApi } from '../requests/read-api.ts';
import { createPageSend } from '../requests/send.ts';
import type { App } from '../state/app.ts';
import { createSession } from '../state/create-session.ts';
import type { Editing } from '../state/editing.ts';
import type { LateServices } from '../state/late-services.ts';
import { createLists } from '../state/lists.ts';
import { createLoadLater } from '../state/load-later.ts';
import { createSelection } from '../state/selection.ts';
import { loadLazyComponents } from '../ui/lazy.tsx';

/** Creates the services of the page. */
export function createApp(types: readonly RecordType[], storage: DeviceStorage, browser: Window & typeof globalThis): App {
  const router = createRouter(browser);
  const session = createSession(browser, storage);
  const connection = createConnection(browser);
  const late = signal<LateServices | undefined>(undefined);
  const send = createPageSend({
    root: '',
    credentials: session.credentials,
    connection,
    fetch: fetchAfterFirst(browser),
    onWrite: (answer) => late.peek()?.ownWrites.note(answer),
  });
  const api = createReadApi(send);
  const isIn = computed(() => session.state.value.is === 'in');
  const route = computed(() => (isIn.value ? routeOf(router.url.value, types) : undefined));
  const person = computed(() => (session.state.value.is === 'in' ? session.state.value.person : LOCAL_PERSON));
  const lists = createLists({ api, route });
  const editing = signal<Editing | undefined>(undefined);

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
    selection: createSelection(lists),
    late,
    loadLater: createLoadLater({
      isListLoading: computed(() => route.value?.open === undefined && lists.current.value?.isLoadingFirst.value === true),
      async load() {
        const [{ createLateServices }] = await Promise.all([import('../state/late-services.ts'), loadLazyComponents()]);
        late.value ??= createLateServices(app, browser);
        return late.value;
      },
    }),
    editing,
    takeHeldKeys: holdKeys<KeyboardEvent>(browser.document),
    async loadEditing() {
      const { createEditing } = await app.loadLater();
      editing.value ??= createEditing();
      return editing.value;
    },
    run(task) {
      task().catch(async (error: unknown) => (await app.loadLater()).toasts.alarm([reasonOf(error)]));
    },
  };
  return app;
}
