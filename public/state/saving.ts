import { type ReadonlySignal, signal } from '@preact/signals';
import { patched, sameValue } from '../model/record-changes.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import { ApiProblem, currentOf, reasonOf, Unreachable } from '../requests/problem.ts';
import type { Patch, WriteApi } from '../requests/write-api.ts';
import type { EditForm } from './edit-form.ts';

export type SavingState =
  | { readonly is: 'idle' | 'saving' }
  | { readonly is: 'refused'; readonly reason: string }
  /** Someone else has changed the record. */
  | { readonly is: 'conflict'; readonly theirs: StoredRecord; readonly mine: Patch }
  /** Someone else has moved the record to the trash. */
  | { readonly is: 'gone' };

/** Saving one form, through everything that can come between. */
export interface Saving {
  readonly state: ReadonlySignal<SavingState>;
  /** The saved record, or `undefined` if there is something to mend first. */
  save(): Promise<StoredRecord | undefined>;
  /** Saves what was merged from one's own changes and another's. */
  saveMerged(theirs: StoredRecord, merged: Patch): Promise<StoredRecord | undefined>;
  /** Takes the record out of the trash and saves. */
  restoreAndSave(): Promise<StoredRecord | undefined>;
  /** Stops trying; what was typed stays. */
  stop(): void;
}

export interface SavingOptions {
  readonly api: WriteApi;
  readonly form: EditForm;
  /** Shows a record elsewhere as it will be, and as it is again if that is refused. */
  readonly show: (record: StoredRecord) => void;
}

export function createSaving({ api, form, show }: SavingOptions): Saving {
  const state = signal<SavingState>({ is: 'idle' });
  let abort = new AbortController();
  const { type, base } = form;

  async function attempt(values: Patch, write: (stop: AbortSignal) => Promise<StoredRecord>): Promise<StoredRecord | undefined> {
    abort = new AbortController();
    const { signal: stop } = abort;
    state.value = { is: 'saving' };
    if (base !== undefined) show(patched(base, values));
    try {
      const saved = await write(stop);
      form.discard();
      state.value = { is: 'idle' };
      return saved;
    } catch (error) {
      if (base !== undefined) show(currentOf(error) ?? base);
      if (!stop.aborted) state.value = failed(error, values);
      return undefined;
    }
  }

  function failed(error: unknown, mine: Patch): SavingState {
    if (error instanceof Unreachable) return { is: 'refused', reason: `${error.message} What you typed is kept on this device.` };
    if (!(error instanceof ApiProblem)) return { is: 'refused', reason: reasonOf(error) };
    if (error.current !== undefined) return { is: 'conflict', theirs: error.current, mine };
    if (error.status === 404 && base !== undefined) return { is: 'gone' };
    const reason = form.refuse(error);
    return reason === undefined ? { is: 'idle' } : { is: 'refused', reason };
  }

  async function patch(seen: StoredRecord, values: Patch, stop: AbortSignal): Promise<StoredRecord> {
    try {
      return await api.patch(type, seen, values, stop);
    } catch (error) {
      const current = currentOf(error);
      // It was trashed and restored, or changed and changed back: another version, in which there is nothing to choose.
      const isAsSeen = current !== undefined && Object.keys(type.fields).every((name) => sameValue(current[name], seen[name]));
      if (isAsSeen) return await api.patch(type, current, values, stop);
      throw error;
    }
  }

  async function save(): Promise<StoredRecord | undefined> {
    const values = form.values();
    if (values === undefined) {
      state.value = { is: 'idle' };
      return undefined;
    }
    if (base === undefined) return await attempt(values, async (stop) => await api.create(type, values, form.keyFor(values), stop));
    if (Object.keys(values).length === 0) return base;
    return await attempt(values, async (stop) => await patch(base, values, stop));
  }

  return {
    state,
    save,
    saveMerged: async (theirs, merged) => {
      if (Object.keys(merged).length > 0) return await attempt(merged, async (stop) => await patch(theirs, merged, stop));
      form.discard();
      return theirs;
    },

    async restoreAndSave() {
      const values = form.values();
      if (values === undefined || base === undefined) return undefined;
      return await attempt(values, async (stop) => {
        await api.restore(type, base.id);
        // Under the version that was seen: what was changed before it was trashed must be seen too.
        return await patch(base, values, stop);
      });
    },

    stop() {
      abort.abort();
      state.value = { is: 'idle' };
    },
  };
}
