import { createWriteApi, type WriteApi } from '../api/write-api.ts';
import { createDrafts, type Drafts } from '../editor/drafts.ts';
import type { App } from '../shell/create-app.ts';
import { createToasts, type Toasts } from '../toasts/toasts.ts';
import { createUndo, type Undo } from '../toasts/undo.ts';
import { type Changes, createChanges } from './changes.ts';
import { createOutbox, type Outbox } from './outbox.ts';

/** What is needed to change records, and so by nobody who may only read: it is loaded after the list is on the screen. */
export interface Desk {
  readonly api: WriteApi;
  readonly drafts: Drafts;
  readonly toasts: Toasts;
  readonly undo: Undo;
  readonly changes: Changes;
  readonly outbox: Outbox;
}

/** Puts the desk together, and goes on with what an earlier visit left on it. */
export function createDesk({ types, send, lists, counts, connection, person }: App, storage: Storage): Desk {
  const owner = () => person.value.sub;
  const api = createWriteApi(send);
  const toasts = createToasts();
  const undo = createUndo(toasts);
  const changes = createChanges({ api, lists, counts, toasts, undo });
  const drafts = createDrafts({ storage, owner });
  const outbox = createOutbox({ storage, owner, api, changes, connection });
  drafts.load();
  outbox.resume(types);
  return { api, drafts, toasts, undo, changes, outbox };
}
