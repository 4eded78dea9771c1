import { type ReadonlySignal, signal } from '@preact/signals';
import { jsonOf } from '../../client/src/json-of.ts';
import type { RecordType } from '../../src/schema/record-type.ts';
import type { DeviceStorage } from '../browser/device-storage.ts';
import { type FormValues, isFormEntry } from '../model/form-values.ts';
import { isObject } from '../model/json.ts';
import { isStoredRecord, type StoredRecord } from '../model/stored-record.ts';

/** Unsaved input. */
export interface Draft {
  /** Only the fields that differ from the base. */
  readonly entries: FormValues;
  /** The record at the start of editing; `undefined` for a new record. */
  readonly base: StoredRecord | undefined;
  /** The last attempt to create the record. A retry with the same key does not create a second record. */
  readonly attempt: Attempt | undefined;
  /** Whether no form has shown it yet, so that the first one does not say that it was restored. Default: false. */
  readonly isNew?: boolean;
}

export interface Attempt {
  readonly key: string;
  readonly body: string;
}

/** Drafts on this device, stored separately for each person. They survive a reload, a crash and the end of the session. */
export interface Drafts {
  /** Names of the drafts: `<type>/<id>`, or `<type>/new` and `<type>/line` for a new record. */
  readonly names: ReadonlySignal<ReadonlySet<string>>;
  has(type: RecordType, open: string): boolean;
  read(type: RecordType, open: string): Draft | undefined;
  keep(type: RecordType, open: string, draft: Draft): void;
  drop(type: RecordType, open: string): void;
  /** Finds the drafts of the signed-in person. */
  load(): void;
  dropAll(): void;
}

export interface DraftsOptions {
  readonly storage: DeviceStorage;
  readonly owner: () => string;
}

export function createDrafts({ storage, owner }: DraftsOptions): Drafts {
  const names = signal<ReadonlySet<string>>(new Set());
  const prefix = () => `draft/${owner()}/`;
  const nameOf = (type: RecordType, open: string) => `${type.name}/${open}`;
  const load = () => {
    names.value = new Set(storage.names(prefix()).map((name) => name.slice(prefix().length)));
  };

  return {
    names,
    load,
    has: (type, open) => names.value.has(nameOf(type, open)),
    read: (type, open) => draftOf(storage.read(prefix() + nameOf(type, open))),

    keep(type, open, draft) {
      storage.keep(prefix() + nameOf(type, open), JSON.stringify(draft));
      if (!names.peek().has(nameOf(type, open))) load();
    },

    drop(type, open) {
      storage.drop(prefix() + nameOf(type, open));
      if (names.peek().has(nameOf(type, open))) load();
    },

    dropAll() {
      for (const name of names.peek()) storage.drop(prefix() + name);
      load();
    },
  };
}

function draftOf(text = ''): Draft | undefined {
  const draft: unknown = jsonOf(text);
  if (!isObject(draft) || !isObject(draft['entries'])) return undefined;
  const { base, attempt } = draft;
  const entries: FormValues = Object.fromEntries(
    Object.entries(draft['entries']).flatMap(([name, entry]) => (isFormEntry(entry) ? [[name, entry]] : [])),
  );
  return {
    entries,
    base: isStoredRecord(base) ? base : undefined,
    attempt: isAttempt(attempt) ? attempt : undefined,
    ...(draft['isNew'] === true ? { isNew: true } : {}),
  };
}

function isAttempt(value: unknown): value is Attempt {
  return isObject(value) && typeof value['key'] === 'string' && typeof value['body'] === 'string';
}
