import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { RecordType } from '../../src/schema/record-type.ts';
import type { DeviceStorage } from '../browser/device-storage.ts';
import { isObject, jsonOf } from '../model/json.ts';
import type { Connection } from '../requests/connection.ts';
import { ApiProblem, reasonOf, Unreachable } from '../requests/problem.ts';
import type { Patch, WriteApi } from '../requests/write-api.ts';
import type { Mutations } from './mutations.ts';

/** New records on their way to the service. They are kept on this device until they have arrived, each exactly once. */
export interface Outbox {
  readonly isEmpty: ReadonlySignal<boolean>;
  /** How many of a type have not arrived yet. */
  waiting(type: RecordType): number;
  /** Those that the service did not take. */
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
  /** Why the service did not take it. */
  readonly refusal?: string;
}

export interface OutboxOptions {
  readonly storage: DeviceStorage;
  readonly owner: () => string;
  readonly api: WriteApi;
  readonly mutations: Mutations;
  readonly connection: Connection;
}

/** After a write has been given up: until the next try, if the service is not found again before. */
const PAUSE_MS = 30_000;

export function createOutbox({ storage, owner, api, mutations, connection }: OutboxOptions): Outbox {
  const entries = signal<readonly OutboxEntry[]>([]);
  const prefix = () => `outbox/${owner()}/`;

  // Each under a name of its own, so that two tabs do not write over each other's.
  function keep(entry: OutboxEntry): void {
    storage.keep(prefix() + entry.key, JSON.stringify(entry));
    entries.value = [...entries.value.filter(({ key }) => key !== entry.key), entry];
  }

  function drop({ key }: OutboxEntry): void {
    storage.drop(prefix() + key);
    entries.value = entries.value.filter((one) => one.key !== key);
  }

  async function deliver(type: RecordType, entry: OutboxEntry): Promise<void> {
    try {
      mutations.added(await api.create(type, entry.values, entry.key));
      drop(entry);
    } catch (error) {
      // With the session ended it waits for the next visit, after signing in.
      if (error instanceof ApiProblem && error.status === 401) return;
      if (!(error instanceof Unreachable)) return keep({ ...entry, refusal: reasonOf(error) });
      await connection.pause(PAUSE_MS);
      await deliver(type, entry);
    }
  }

  return {
    isEmpty: computed(() => entries.value.length === 0),
    waiting: (type) => entries.value.filter((one) => one.type === type.name && one.refusal === undefined).length,
    refused: (type) => entries.value.filter((one) => one.type === type.name && one.refusal !== undefined),
    drop,

    add(type, values) {
      const entry = { key: crypto.randomUUID(), type: type.name, values };
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
  const entry = jsonOf(text);
  return isOutboxEntry(entry) ? [entry] : [];
}

function isOutboxEntry(value: unknown): value is OutboxEntry {
  return isObject(value) && typeof value['key'] === 'string' && typeof value['type'] === 'string' && isObject(value['values']);
}
