import { signal } from '@preact/signals';
import type { Send } from '../../../client/src/send.ts';
import { createDeviceStorage, type DeviceStorage } from '../../../public/browser/device-storage.ts';
import type { Route } from '../../../public/model/route.ts';
import type { StoredRecord } from '../../../public/model/stored-record.ts';
import type { Connection } from '../../../public/requests/connection.ts';
import { createReadApi, type ReadApi } from '../../../public/requests/read-api.ts';
import { readRecord } from '../../../public/requests/read-record.ts';
import { createWriteApi, type WriteApi } from '../../../public/requests/write-api.ts';
import { type Counts, createCounts } from '../../../public/state/counts.ts';
import { createDrafts, type Drafts } from '../../../public/state/drafts.ts';
import { createLists, type Lists } from '../../../public/state/lists.ts';
import { createMutations, type Mutations } from '../../../public/state/mutations.ts';
import { createToasts, type Toasts } from '../../../public/state/toasts.ts';
import { createUndo, type Undo } from '../../../public/state/undo.ts';
import { tasks } from '../../../src/records/tasks.ts';
import type { Service } from '../../support/service.ts';
import { createClient, type Interfere } from './client.ts';

// Node paints nothing.
globalThis.requestAnimationFrame = (callback) => {
  setTimeout(() => callback(performance.now()));
  return 0;
};

export interface Page {
  readonly send: Send;
  readonly connection: Connection;
  readonly storage: DeviceStorage;
  readonly pages: ReadApi;
  read(record: { readonly id: string }): Promise<StoredRecord>;
  readonly write: WriteApi;
  readonly lists: Lists;
  readonly counts: Counts;
  readonly drafts: Drafts;
  readonly toasts: Toasts;
  readonly undo: Undo;
  readonly mutations: Mutations;
  /** The texts of the toasts that are open. */
  messages(): string[];
  titles(): string[];
  /** Faults from now on; none without an argument. */
  interfere(how?: Interfere): void;
}

export interface PageOptions {
  readonly workspace?: string;
  readonly query?: string;
  readonly token?: string;
}

/** The state of one person's page, without a screen, at a real service. */
export async function openPage(service: Service, { workspace = crypto.randomUUID(), query = '', token }: PageOptions = {}): Promise<Page> {
  const accessToken = token ?? (await service.tokenFor({ sub: 'ada', workspace, groups: ['admin'] }));
  const { send, connection, ownWrites, interfere } = createClient(service, { token: async () => accessToken, renew: async () => false });
  const pages = createReadApi(send);
  const write = createWriteApi(send);
  const route = signal<Route | undefined>({ type: tasks, open: undefined, view: new URLSearchParams(query) });
  const lists = createLists({ api: pages, route });
  const counts = createCounts({ send, route });
  const toasts = createToasts();
  const undo = createUndo({ toasts, underway: ownWrites.underway });
  const storage = createDeviceStorage({
    get localStorage(): Storage {
      throw new Error('this device forbids it, so texts stay in memory');
    },
  });

  return {
    send,
    connection,
    storage,
    pages,
    read: async ({ id }) => await readRecord(send, tasks, id),
    write,
    lists,
    counts,
    drafts: createDrafts({ storage, owner: () => 'ada' }),
    toasts,
    undo,
    mutations: createMutations({ api: write, lists, counts, toasts, undo, show: () => undefined }),
    messages: () => toasts.shown.value.map(({ message }) => message.map((part) => (typeof part === 'string' ? part : part.value)).join('')),
    titles: () => lists.current.value?.records.value.map(({ title }) => String(title)) ?? [],
    interfere,
  };
}

/** Waits until a condition holds. */
export async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`this did not come true: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
