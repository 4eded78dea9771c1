import { effect, signal } from '@preact/signals';
import { isRecordId } from '../../src/schema/record-id.ts';
import type { RecordType } from '../../src/schema/record-type.ts';
import { expandedIn, type Referred, referenceFields } from '../model/references.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import { ProblemError } from '../requests/problem.ts';
import { readRecord } from '../requests/read-record.ts';
import { searchRecords } from '../requests/search-records.ts';
import type { PageServices } from './page-services.ts';

/** The records that others refer to, as far as the page has seen them. */
export interface References {
  /** The record with this id; `undefined` until it is loaded. An unknown id is requested once. */
  find(type: RecordType, id: string): Referred;
  /** The first records for a text that someone types. */
  search(type: RecordType, text: string, signal: AbortSignal): Promise<readonly StoredRecord[]>;
}

export function createReferences({ api, send, lists, types }: Pick<PageServices, 'api' | 'send' | 'lists' | 'types'>): References {
  const seen = signal<ReadonlyMap<string, StoredRecord | null>>(new Map());
  const asked = new Set<string>();

  function remember(records: readonly (readonly [key: string, record: StoredRecord | null])[]): void {
    const fresh = records.filter(([key, record]) => seen.peek().get(key)?.version !== record?.version || !seen.peek().has(key));
    if (fresh.length > 0) seen.value = new Map([...seen.peek(), ...fresh]);
  }

  // Answers to writes are not expanded, and undoing a change shows an earlier value again.
  effect(() => {
    const list = lists.current.value;
    if (list === undefined) return;
    const fields = referenceFields(list.type);
    const expanded = list.records.value.flatMap((record) => fields.flatMap((field) => entryOf(list.type, record, field)));
    remember(expanded);
  });

  async function ask(type: RecordType, id: string): Promise<void> {
    try {
      remember([[keyOf(type.name, id), await readRecord(send, type, id)]]);
    } catch (error) {
      // The next list that shows it asks again.
      if (error instanceof ProblemError && error.status === 404) remember([[keyOf(type.name, id), null]]);
    }
  }

  return {
    find(type, id) {
      const key = keyOf(type.name, id);
      const known = seen.value.get(key);
      if (known === undefined && !asked.has(key) && isRecordId(id)) {
        asked.add(key);
        void ask(type, id);
      }
      return known;
    },

    async search(type, text, stop) {
      const found = await searchRecords(api, type, { text, signal: stop });
      remember(found.map((record) => [keyOf(type.name, record.id), record]));
      return found;
    },
  };

  function entryOf(type: RecordType, record: StoredRecord, field: string): [string, StoredRecord | null][] {
    const target = types.find(({ name }) => name === type.fields[field]?.refersTo);
    const referred = expandedIn(record, field);
    return target === undefined || referred === undefined ? [] : [[keyOf(target.name, String(record[field])), referred]];
  }
}

function keyOf(typeName: string, id: string): string {
  return `${typeName}/${id}`;
}
