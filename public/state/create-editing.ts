import { computed } from '@preact/signals';
import type { DeviceStorage } from '../browser/device-storage.ts';
import { warnBeforeLeaving } from '../browser/leave-warning.ts';
import { createWriteApi } from '../requests/write-api.ts';
import type { App } from './app.ts';
import { createDrafts } from './drafts.ts';
import type { Editing } from './editing.ts';
import { createMutations } from './mutations.ts';
import { createOutbox } from './outbox.ts';
import { createToasts } from './toasts.ts';
import { createUndo } from './undo.ts';

/** Builds the editing services and resumes what an earlier visit left unsent. */
export function createEditing({ types, send, lists, counts, connection, person }: App, storage: DeviceStorage, browser: Window): Editing {
  const owner = () => person.value.sub;
  const api = createWriteApi(send);
  const toasts = createToasts();
  const undo = createUndo(toasts);
  const mutations = createMutations({ api, lists, counts, toasts, undo });
  const drafts = createDrafts({ storage, owner });
  const outbox = createOutbox({ storage, owner, api, mutations, connection });
  drafts.load();
  outbox.resume(types);
  warnBeforeLeaving(browser, mutations.isUnderway);

  return {
    api,
    drafts,
    toasts,
    undo,
    mutations,
    outbox,
    hasUnsaved: computed(() => drafts.names.value.size > 0 || !outbox.isEmpty.value),
    forgetUnsaved() {
      drafts.dropAll();
      outbox.dropAll();
    },
  };
}
