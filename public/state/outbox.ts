import { computed, type ReadonlySignal, signal } from '@preact/signals';
import { jsonOf } from '../../client/src/json-of.ts';
import { randomKey } from '../../client/src/random-key.ts';
import type { RecordType } from '../../src/schema/record-type.ts';
import type { DeviceStorage } from '../browser/device-storage.ts';
import { isObject } from '../model/json.ts';
import type { Patch } from '../requests/collection.ts';
import type { Connection } from '../requests/connection.ts';
import { isTemporary, ProblemError, reasonOf } from '../requests/problem.ts';
import type { WriteApi } from '../requests/write-api.ts';
import type { Mutations } from './mutations.ts';

// New records that are being sent to the service. What it guarantees:
// - An entry is stored on this device before it is sent, and removed only after the service has confirmed it.
// - Each entry creates one record, however often it is sent: its key is the idempotency key. That holds through reloads and crashes.
// - While the service cannot be reached, an entry is sent again until it arrives. After the session has ended it waits for the next visit.
// - An entry that the service refuses stays, with the reason, until a person corrects or discards it.
// - Entries belong to a person. Others who sign in on this device neither see nor send them.

export interface Outbox {
  readonly isEmpty: ReadonlySignal<boolean>;
  /** The number of entries of a type that have not arrived. */
  waiting(type: RecordType): number;
  refused(type: RecordType): readonly OutboxEntry[];
  add(type: RecordType, values: Patch): void;
  drop(entry: OutboxEntry): void;
  /** Sends what an earlier visit left. */
  resume(types: readonly RecordType[]): void;
  dropAll(): void;
}

export interface OutboxEntry {
  readonly key: string;
  readonly type: string;
  readonly values: Patch;
  /** Why the service refused it. */
  readonly refusal?: string;
}

export interface OutboxOptions {
  readonly storage: DeviceStorage;
  readonly owner: () => string;
  readonly api: Pick<WriteApi, 'create'>;
  readonly mutations: Pick<Mutations, 'created'>;
  readonly connection: Pick<Connection, 'pause'>;
}

/** Pause after a failed write. It ends early when the service is found again. */
const RETRY_PAUSE_MS = 30_000;

export function createOutbox({ storage, owner, api, mutations, connection }: OutboxOptions): Outbox {
  const entries = signal<readonly OutboxEntry[]>([]);
  const prefix = () => `outbox/${owner()}/`;

  // Each entry has a key of its own in the storage, so that two tabs do not overwrite each other.
  function keep(entry: OutboxEntry): void {
    storage.keep(prefix() + entry.key, JSON.stringify(entry));
    entries.value = [...entries.value.filter(({ key }) => key !== entry.key), entry];
  }

  function drop({ key }: OutboxEntry): void {
    storage.drop(prefix() + key);
    entries.value = entries.value.filter((entry) => entry.key !== key);
  }

  async function deliver(type: RecordType, entry: OutboxEntry): Promise<void> {
    try {
      mutations.created(type, await api.create(type, entry.values, entry.key), { isAnnounced: false });
      drop(entry);
    } catch (error) {
      // The session has ended: the next visit sends it.
      if (error instanceof ProblemError && error.status === 401) return;
      if (!isTemporary(error)) return keep({ ...entry, refusal: reasonOf(error) });
      await connection.pause(RETRY_PAUSE_MS);
      await deliver(type, entry);
    }
  }

  return {
    isEmpty: computed(() => entries.value.length === 0),
    waiting: (type) => entries.value.filter((entry) => entry.type === type.name && entry.refusal === undefined).length,
    refused: (type) => entries.value.filter((entry) => entry.type === type.name && entry.refusal !== undefined),
    drop,

    add(type, values) {
      const entry = { key: randomKey(), type: type.name, values };
      keep(entry);
      void deliver(type, entry);
    },

    resume(types) {
      entries.value = storage.names(prefix()).flatMap((name) => entryOf(storage.read(name)));
      for (const entry of entries.value) {
        const type = types.find(({ name }) => name === entry.type);
        if (type !== undefined && entry.refusal === undefined) void deliver(type, entry);
      }
    },

    dropAll() {
      for (const entry of entries.value) drop(entry);
    },
  };
}

function entryOf(text = ''): OutboxEntry[] {
  const entry: unknown = jsonOf(text);
  return isOutboxEntry(entry) ? [entry] : [];
}

function isOutboxEntry(value: unknown): value is OutboxEntry {
  return isObject(value) && typeof value['key'] === 'string' && typeof value['type'] === 'string' && isObject(value['values']);
}
