import { computed } from '@preact/signals';
import type { DeviceStorage } from '../browser/device-storage.ts';
import { warnBeforeLeaving } from '../browser/leave-warning.ts';
import { createWriteApi } from '../requests/write-api.ts';
import type { App } from './app.ts';
import { createDrafts } from './drafts.ts';
import type { Desk } from './editing.ts';
import { createChanges } from './mutations.ts';
import { createOutbox } from './outbox.ts';
import { createToasts } from './toasts.ts';
import { createUndo } from './undo.ts';

/** Puts the desk together, and goes on with what an earlier visit left on it. */
export function createDesk({ types, send, lists, counts, connection, person }: App, storage: DeviceStorage, browser: Window): Desk {
  const owner = () => person.value.sub;
  const api = createWriteApi(send);
  const toasts = createToasts();
  const undo = createUndo(toasts);
  const changes = createChanges({ api, lists, counts, toasts, undo });
  const drafts = createDrafts({ storage, owner });
  const outbox = createOutbox({ storage, owner, api, changes, connection });
  drafts.load();
  outbox.resume(types);
  warnBeforeLeaving(browser, changes.isUnderway);

  return {
    api,
    drafts,
    toasts,
    undo,
    changes,
    outbox,
    hasUnsaved: computed(() => drafts.names.value.size > 0 || !outbox.isEmpty.value),
    forgetUnsaved() {
      drafts.dropAll();
      outbox.dropAll();
    },
  };
}
