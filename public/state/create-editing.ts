import { computed } from '@preact/signals';
import { warnBeforeLeaving } from '../browser/leave-warning.ts';
import { hrefOf } from '../model/route.ts';
import { createWriteApi } from '../requests/write-api.ts';
import { createBulkJobs } from './bulk-jobs.ts';
import { createCells } from './cells.ts';
import type { Counts } from './counts.ts';
import { createDrafts } from './drafts.ts';
import type { Editing } from './editing.ts';
import type { Live } from './live.ts';
import { createMutations } from './mutations.ts';
import { createOutbox } from './outbox.ts';
import type { OwnWrites } from './own-writes.ts';
import type { PageServices } from './page-services.ts';
import { type Tabs, telling } from './tabs.ts';
import type { Toasts } from './toasts.ts';
import { createUndo } from './undo.ts';

export interface EditingOptions {
  readonly counts: Counts;
  readonly toasts: Toasts;
  readonly live: Live;
  readonly ownWrites: OwnWrites;
  readonly tabs: Tabs;
  readonly browser: Window;
}

/** Creates the editing services, and sends new records that an earlier visit did not send. */
export function createEditing(page: PageServices, { counts, toasts, live, ownWrites, tabs, browser }: EditingOptions): Editing {
  const { types, router, send, lists, connection, person, storage } = page;
  const owner = () => person.value.sub;
  const api = telling(createWriteApi(send), tabs);
  const undo = createUndo({ toasts, underway: ownWrites.underway });
  const mutations = createMutations({
    api,
    lists,
    counts,
    toasts,
    undo,
    show: (type, { id }) => router.go(hrefOf({ type, open: id })),
  });
  const drafts = createDrafts({ storage, owner });
  const outbox = createOutbox({ storage, owner, api, mutations, connection });
  const bulkJobs = createBulkJobs({ send, lists, counts, live, tabs, toasts, undo });
  drafts.load();
  outbox.resume(types);
  warnBeforeLeaving(
    browser,
    computed(() => mutations.isUnderway.value || bulkJobs.isRunning.value),
  );

  return {
    api,
    cells: createCells(),
    drafts,
    toasts,
    undo,
    mutations,
    bulkJobs,
    outbox,
    tabs,
    hasUnsaved: computed(() => drafts.names.value.size > 0 || !outbox.isEmpty.value),
    forgetUnsaved() {
      drafts.dropAll();
      outbox.dropAll();
    },
  };
}
