import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { RecordType } from '../../src/schema/record-type.ts';
import type { DeviceStorage } from '../browser/device-storage.ts';
import { isObject, jsonOf } from '../model/json.ts';
import type { Connection } from '../requests/connection.ts';
import { ApiProblem, reasonOf, Unreachable } from '../requests/problem.ts';
import type { Patch, WriteApi } from '../requests/write-api.ts';
import type { Changes } from './mutations.ts';

/** New records on their way to the service. They are kept on this device until they have arrived, each exactly once. */
export interface Outbox {
  readonly isEmpty: ReadonlySignal<boolean>;
  /** How many of a type have not arrived yet. */
  waiting(type: RecordType): number;
  /** Those that the service did not take. */
  refused(type: RecordType): readonly Parcel[];
  add(type: RecordType, values: Patch): void;
  drop(parcel: Parcel): void;
  /** Sends what an earlier visit left. */
  resume(types: readonly RecordType[]): void;
  dropAll(): void;
}

export interface Parcel {
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
  readonly changes: Changes;
  readonly connection: Connection;
}

/** After a write has been given up: until the next try, if the service is not found again before. */
const PAUSE_MS = 30_000;

export function createOutbox({ storage, owner, api, changes, connection }: OutboxOptions): Outbox {
  const parcels = signal<readonly Parcel[]>([]);
  const prefix = () => `outbox/${owner()}/`;

  // Each under a name of its own, so that two tabs do not write over each other's.
  function keep(parcel: Parcel): void {
    storage.keep(prefix() + parcel.key, JSON.stringify(parcel));
    parcels.value = [...parcels.value.filter(({ key }) => key !== parcel.key), parcel];
  }

  function drop({ key }: Parcel): void {
    storage.drop(prefix() + key);
    parcels.value = parcels.value.filter((one) => one.key !== key);
  }

  async function deliver(type: RecordType, parcel: Parcel): Promise<void> {
    try {
      changes.added(await api.create(type, parcel.values, parcel.key));
      drop(parcel);
    } catch (error) {
      // With the session ended it waits for the next visit, after signing in.
      if (error instanceof ApiProblem && error.status === 401) return;
      if (!(error instanceof Unreachable)) return keep({ ...parcel, refusal: reasonOf(error) });
      await connection.pause(PAUSE_MS);
      await deliver(type, parcel);
    }
  }

  return {
    isEmpty: computed(() => parcels.value.length === 0),
    waiting: (type) => parcels.value.filter((one) => one.type === type.name && one.refusal === undefined).length,
    refused: (type) => parcels.value.filter((one) => one.type === type.name && one.refusal !== undefined),
    drop,

    add(type, values) {
      const parcel = { key: crypto.randomUUID(), type: type.name, values };
      keep(parcel);
      void deliver(type, parcel);
    },

    resume(types) {
      parcels.value = storage.names(prefix()).flatMap((name) => parcelOf(storage.read(name)));
      for (const parcel of parcels.value) {
        const type = types.find(({ name }) => name === parcel.type);
        if (type !== undefined && parcel.refusal === undefined) void deliver(type, parcel);
      }
    },

    dropAll() {
      for (const parcel of parcels.value) drop(parcel);
    },
  };
}

function parcelOf(text = ''): Parcel[] {
  const parcel = jsonOf(text);
  return isParcel(parcel) ? [parcel] : [];
}

function isParcel(value: unknown): value is Parcel {
  return isObject(value) && typeof value['key'] === 'string' && typeof value['type'] === 'string' && isObject(value['values']);
}
