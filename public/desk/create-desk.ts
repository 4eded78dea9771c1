import { computed } from '@preact/signals';
import { createWriteApi } from '../client/write-api.ts';
import { createDrafts } from '../editor/drafts.ts';
import type { App } from '../shell/app.ts';
import type { DeviceStorage } from '../storage/device-storage.ts';
import { createToasts } from '../toasts/toasts.ts';
import { createUndo } from '../toasts/undo.ts';
import { createChanges } from './changes.ts';
import type { Desk } from './desk.ts';
import { warnBeforeLeaving } from './leave-warning.ts';
import { createOutbox } from './outbox.ts';

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
