import { type ReadonlySignal, signal } from '@preact/signals';
import { patched } from '../model/record-changes.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import type { Patch } from '../requests/collection.ts';
import { currentOf, isTemporary, ProblemError, reasonOf } from '../requests/problem.ts';
import type { WriteApi } from '../requests/write-api.ts';
import type { EditForm } from './edit-form.ts';
import { patchWithRebase } from './patch-with-rebase.ts';

// Saving one form. What it guarantees:
// - Changes by other people are never overwritten unseen. A change of any field of the form leads to `conflict`.
// - What was typed is kept until it is saved: every failure leaves the form and its draft as they are.
// - Saving a new record again, also after a reload, creates one record: the same values go with the same idempotency key.
// - The list shows the new values at once. When saving fails, it shows the stored record again.
// - `stop` ends the attempts. The service may have applied the last one; saving again then finds its own values.

export type SavingState =
  | { readonly is: 'idle' | 'saving' }
  | { readonly is: 'refused'; readonly reason: string }
  /** Someone else changed the record. */
  | { readonly is: 'conflict'; readonly theirs: StoredRecord; readonly mine: Patch }
  /** Someone else moved the record to the trash. */
  | { readonly is: 'gone' };

/** A saved record, with the one that it replaced; none for a new record. */
export interface Saved {
  readonly record: StoredRecord;
  readonly before: StoredRecord | undefined;
}

/** Each resolves to `undefined` when something has to be corrected or decided first; `state` says what. */
export interface Saving {
  readonly state: ReadonlySignal<SavingState>;
  save(): Promise<Saved | undefined>;
  /** Saves the fields that a person chose from both versions. */
  saveMerged(theirs: StoredRecord, merged: Patch): Promise<Saved | undefined>;
  /** Takes the record out of the trash and saves. */
  restoreAndSave(): Promise<Saved | undefined>;
  stop(): void;
}

export interface SavingOptions {
  readonly api: WriteApi;
  readonly form: EditForm;
  /** The fields that the person saw. Default: all. */
  readonly fieldsSeen?: readonly string[];
  /** Shows a version of the record in the list. */
  readonly show: (record: StoredRecord) => void;
}

export function createSaving({ api, form, fieldsSeen = Object.keys(form.type.fields), show }: SavingOptions): Saving {
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
      if (!stop.aborted) state.value = stateAfter(error, values);
      return undefined;
    }
  }

  function stateAfter(error: unknown, mine: Patch): SavingState {
    if (isTemporary(error)) return { is: 'refused', reason: `${reasonOf(error)} Your changes are kept on this device.` };
    if (!(error instanceof ProblemError)) return { is: 'refused', reason: reasonOf(error) };
    const theirs = currentOf(error);
    if (theirs !== undefined) return { is: 'conflict', theirs, mine };
    if (error.status === 404 && base !== undefined) return { is: 'gone' };
    const reason = form.refuse(error);
    return reason === undefined ? { is: 'idle' } : { is: 'refused', reason };
  }

  async function patch(seen: StoredRecord, values: Patch, stop: AbortSignal): Promise<StoredRecord> {
    return await patchWithRebase({ api, type, seen, patch: values, fieldsSeen, signal: stop });
  }

  async function restore({ id }: StoredRecord): Promise<void> {
    try {
      await api.restore(type, id);
    } catch (error) {
      if (!(error instanceof ProblemError && error.status === 404)) throw error;
      throw new Error(`This ${type.singular} was deleted permanently. Your changes are kept on this device.`);
    }
  }

  async function create(): Promise<Saved | undefined> {
    const values = form.toPatch();
    if (values === undefined) return undefined;
    const record = await attempt(values, async (stop) => await api.create(type, values, form.keyFor(values), stop));
    return record && { record, before: undefined };
  }

  async function update(before: StoredRecord, values: Patch | undefined): Promise<Saved | undefined> {
    if (values === undefined) return undefined;
    if (Object.keys(values).length === 0) return { record: before, before };
    const record = await attempt(values, async (stop) => await patch(before, values, stop));
    return record && { record, before };
  }

  return {
    state,

    async save() {
      state.value = { is: 'idle' };
      return base === undefined ? await create() : await update(base, form.toPatch());
    },

    async saveMerged(theirs, merged) {
      const saved = await update(theirs, merged);
      if (saved?.record === theirs) form.discard();
      return saved;
    },

    async restoreAndSave() {
      const values = form.toPatch();
      if (values === undefined || base === undefined) return undefined;
      const record = await attempt(values, async (stop) => {
        await restore(base);
        // Against the version that was seen: a change from before the deletion must not be overwritten.
        return await patch(base, values, stop);
      });
      return record && { record, before: base };
    },

    stop() {
      abort.abort();
      state.value = { is: 'idle' };
    },
  };
}
