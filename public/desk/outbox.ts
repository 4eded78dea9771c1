import { effect, signal } from '@preact/signals';
import type { RecordType } from '../../src/schema/record-type.ts';
import type { Connection } from '../api/connection.ts';
import { isObject } from '../api/object.ts';
import { Unreachable } from '../api/problem.ts';
import type { Patch, WriteApi } from '../api/write-api.ts';
import type { Changes } from './changes.ts';

/** New records on their way to the service. They are kept on this device until they have arrived, each exactly once. */
export interface Outbox {
  /** How many of a type have not arrived yet. */
  waiting(type: RecordType): number;
  /** Resolves when the record has arrived or waits for the connection. @throws {ApiProblem} if it is refused */
  add(type: RecordType, values: Patch): Promise<void>;
  /** Sends what an earlier visit left. */
  resume(types: readonly RecordType[]): void;
}

export interface OutboxOptions {
  readonly storage: Storage;
  readonly owner: () => string;
  readonly api: WriteApi;
  readonly changes: Changes;
  readonly connection: Connection;
}

interface Parcel {
  readonly key: string;
  readonly type: string;
  readonly values: Patch;
}

export function createOutbox({ storage, owner, api, changes, connection }: OutboxOptions): Outbox {
  const parcels = signal<readonly Parcel[]>([]);
  const underway = new Set<string>();
  const place = () => `outbox/${owner()}`;

  function keep(now: readonly Parcel[]): void {
    parcels.value = now;
    if (now.length === 0) storage.removeItem(place());
    else storage.setItem(place(), JSON.stringify(now));
  }

  async function deliver(type: RecordType, parcel: Parcel): Promise<void> {
    underway.add(parcel.key);
    try {
      changes.added(await api.create(type, parcel.values, parcel.key));
      keep(parcels.value.filter((one) => one !== parcel));
    } catch (error) {
      if (error instanceof Unreachable) return;
      keep(parcels.value.filter((one) => one !== parcel));
      throw error;
    } finally {
      underway.delete(parcel.key);
    }
  }

  return {
    waiting: (type) => parcels.value.filter((one) => one.type === type.name).length,

    async add(type, values) {
      const parcel = { key: crypto.randomUUID(), type: type.name, values };
      keep([...parcels.value, parcel]);
      await deliver(type, parcel);
    },

    resume(types) {
      parcels.value = parcelsOf(storage.getItem(place()));
      effect(() => {
        if (connection.state.value !== 'good') return;
        for (const parcel of parcels.peek()) {
          const type = types.find(({ name }) => name === parcel.type);
          if (type !== undefined && !underway.has(parcel.key)) void deliver(type, parcel).catch(() => undefined);
        }
      });
    },
  };
}

function parcelsOf(text: string | null): readonly Parcel[] {
  const stored: unknown = JSON.parse(text ?? '[]');
  return Array.isArray(stored) ? stored.filter(isParcel) : [];
}

function isParcel(value: unknown): value is Parcel {
  return isObject(value) && typeof value['key'] === 'string' && typeof value['type'] === 'string' && isObject(value['values']);
}
