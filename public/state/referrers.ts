import { type ReadonlySignal, signal } from '@preact/signals';
import { randomKey } from '../../client/src/random-key.ts';
import { titleField } from '../../src/schema/record-type.ts';
import type { Reference } from '../model/references.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import { reasonOf } from '../requests/problem.ts';
import type { ReadApi } from '../requests/read-api.ts';
import type { WriteApi } from '../requests/write-api.ts';
import type { Mutations } from './mutations.ts';

/** The newest records that refer to one record by one field. */
export interface Referrers {
  /** `undefined` until they are loaded. */
  readonly records: ReadonlySignal<readonly StoredRecord[] | undefined>;
  readonly hasMore: ReadonlySignal<boolean>;
  readonly failure: ReadonlySignal<string | undefined>;
  load(): Promise<void>;
  /** Adds a record that refers to this one, by its title. Resolves to the reason if that failed. A retry creates no second record. */
  add(title: unknown, editing: Adding): Promise<string | undefined>;
}

export interface Adding {
  readonly api: Pick<WriteApi, 'create'>;
  readonly mutations: Pick<Mutations, 'created'>;
}

const MOST_SHOWN = 10;

export function createReferrers(api: ReadApi, { type, field }: Reference, id: string): Referrers {
  const records = signal<readonly StoredRecord[] | undefined>(undefined);
  const hasMore = signal(false);
  const failure = signal<string | undefined>(undefined);
  /** The last attempt, if it failed. */
  let attempt: { readonly title: unknown; readonly key: string } | undefined;

  return {
    records,
    hasMore,
    failure,

    async load() {
      failure.value = undefined;
      try {
        const { items, nextCursor } = await api.page(type, new URLSearchParams({ [field]: id }), undefined, { limit: MOST_SHOWN });
        records.value = items;
        hasMore.value = nextCursor !== null;
      } catch (error) {
        failure.value = reasonOf(error);
      }
    },

    async add(title, { api: write, mutations }) {
      const key: string = attempt !== undefined && attempt.title === title ? attempt.key : randomKey();
      attempt = { title, key };
      try {
        const record = await write.create(type, { [titleField(type)]: title, [field]: id }, key);
        attempt = undefined;
        records.value = [record, ...(records.value ?? []).filter((known) => known.id !== record.id)];
        mutations.created(type, record, { isAnnounced: false });
        return undefined;
      } catch (error) {
        return reasonOf(error);
      }
    },
  };
}
