import { effect, type ReadonlySignal } from '@preact/signals';
import type { Attention } from '../browser/attention.ts';
import { isObject } from '../model/json.ts';
import type { Person } from '../model/person.ts';
import { isStoredRecord, type StoredRecord } from '../model/stored-record.ts';
import { isTrash, queryOf } from '../model/view.ts';
import type { WriteApi } from '../requests/write-api.ts';
import type { Counts } from './counts.ts';
import { prepend, remove, replace } from './optimistic-list.ts';
import type { PageServices } from './page-services.ts';

/** What a tab tells the other tabs of the same person in this browser about its own write. */
export interface Told {
  readonly type: string;
  /** Records as the service returned them. Without any of the three, the whole list may have changed. */
  readonly changed?: readonly StoredRecord[];
  readonly added?: readonly StoredRecord[];
  /** The ids of records that left the list. */
  readonly removed?: readonly string[];
}

/** The part of a `BroadcastChannel` that is used. */
export interface Channel {
  postMessage(message: unknown): void;
  onmessage: ((event: MessageEvent) => void) | null;
  close(): void;
}

export interface Tabs {
  tell(told: Told): void;
}

export interface TabsOptions extends Pick<PageServices, 'lists' | 'route'> {
  readonly person: ReadonlySignal<Person>;
  readonly counts: Counts;
  readonly attention: Pick<Attention, 'isOnRecord'>;
  /** Shows later what must not be shown now. */
  readonly poll: () => void;
  readonly open: (name: string) => Channel;
}

/** Makes the tabs of one browser agree at once. A record under the pointer or the focus does not move. */
export function createTabs({ lists, route, person, counts, attention, poll, open }: TabsOptions): Tabs {
  let channel: Channel | undefined;

  function hear(message: unknown): void {
    if (!isObject(message)) return;
    const { type, changed, added, removed } = message;
    lists.forgetOthers();
    const list = lists.current.peek();
    const view = route.peek()?.view;
    if (list === undefined || list.type.name !== type || view === undefined) return;
    replace(list, recordsIn(changed).filter(isNewer));
    counts.refresh();
    if (changed === undefined && added === undefined && removed === undefined) {
      if (attention.isOnRecord()) poll();
      else void list.reload();
      return;
    }
    const [entering, leaving] = [recordsIn(added), Array.isArray(removed) ? removed.map(String) : []];
    // In the trash it is the other way round. The message has no records that enter the trash.
    const fresh = isTrash(view) ? [] : entering;
    const gone = isTrash(view) ? entering.map(({ id }) => id) : leaving;
    if (isTrash(view) && leaving.length > 0) poll();
    if (fresh.length + gone.length === 0) return;
    // Of a filtered list, only the service knows whether the record belongs to it.
    if (attention.isOnRecord() || (fresh.length > 0 && `${queryOf(view)}` !== '')) {
      poll();
      return;
    }
    remove(list, new Set(gone));
    for (const record of fresh) if (list.find(record.id) === undefined) prepend(list, record);
  }

  function isNewer({ id, version }: StoredRecord): boolean {
    const shown = lists.current.peek()?.find(id);
    return shown !== undefined && shown.version < version;
  }

  effect(() => {
    const opened = open(`changes of ${person.value.sub}`);
    opened.onmessage = ({ data }) => hear(data);
    channel = opened;
    return () => opened.close();
  });

  return { tell: (told) => channel?.postMessage(told) };
}

/** A `WriteApi` that tells the other tabs what it has written. */
export function telling(api: WriteApi, { tell }: Tabs): WriteApi {
  return {
    async create(type, ...rest) {
      const record = await api.create(type, ...rest);
      tell({ type: type.name, added: [record] });
      return record;
    },
    async patch(type, ...rest) {
      const record = await api.patch(type, ...rest);
      tell({ type: type.name, changed: [record] });
      return record;
    },
    async trash(type, seen) {
      await api.trash(type, seen);
      tell({ type: type.name, removed: [seen.id] });
    },
    async restore(type, id) {
      const record = await api.restore(type, id);
      tell({ type: type.name, added: [record] });
      return record;
    },
    async destroy(type, id, options) {
      await api.destroy(type, id, options);
      tell({ type: type.name, removed: [id] });
    },
    async batch(type, operations) {
      const outcomes = await api.batch(type, operations);
      const recordsOf = (method: string) =>
        outcomes.flatMap((outcome, index) => (outcome.ok && operations[index]?.method === method ? (outcome.record ?? []) : []));
      const removed = operations.flatMap(({ method, id }, index) => (method === 'delete' && outcomes[index]?.ok === true ? [id] : []));
      tell({ type: type.name, changed: recordsOf('update'), added: recordsOf('restore'), removed });
      return outcomes;
    },
  };
}

function recordsIn(value: unknown): StoredRecord[] {
  return Array.isArray(value) ? value.filter(isStoredRecord) : [];
}
