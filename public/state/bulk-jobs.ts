import { computed, type ReadonlySignal, signal } from '@preact/signals';
import { randomKey } from '../../client/src/random-key.ts';
import type { RecordType } from '../../src/schema/record-type.ts';
import { bulkWords } from '../model/bulk-words.ts';
import { fieldsToRead } from '../model/field-edits.ts';
import { pluralize } from '../model/labels.ts';
import { message } from '../model/message.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import { type Matches, readMatches } from '../requests/bulk-api.ts';
import { reasonOf } from '../requests/problem.ts';
import { type BulkChange, type BulkReport, type BulkRun, emptyReport, planBulk, runBulk } from './bulk-run.ts';
import type { Counts } from './counts.ts';
import type { Live } from './live.ts';
import type { PageServices } from './page-services.ts';
import type { Tabs } from './tabs.ts';
import type { Toasts } from './toasts.ts';
import type { Undo } from './undo.ts';
import { changeSetsStep, undoWords } from './undo-change-sets.ts';

/** A change of many records. */
export interface BulkTask {
  readonly type: RecordType;
  readonly change: BulkChange;
  /** The records, or a query that finds them. */
  readonly target: readonly StoredRecord[] | URLSearchParams;
}

export type BulkState =
  | { readonly is: 'reading'; readonly task: BulkTask; readonly found: number }
  /** `isLimited`: the query finds more records than one job changes. */
  | {
      readonly is: 'running' | 'ended';
      readonly task: BulkTask;
      readonly run: BulkRun;
      readonly report: BulkReport;
      readonly isLimited: boolean;
    };

/** Changes of many records, one at a time, which go on while people use the page. */
export interface BulkJobs {
  /** `undefined` if there is nothing to show. */
  readonly current: ReadonlySignal<BulkState | undefined>;
  readonly isRunning: ReadonlySignal<boolean>;
  /** Whether it stops after the batch that is being sent. */
  readonly isStopping: ReadonlySignal<boolean>;
  start(task: BulkTask): Promise<void>;
  stop(): void;
  /** Continues a job that stopped. */
  resume(): Promise<void>;
  dismiss(): void;
}

export interface BulkJobsOptions extends Pick<PageServices, 'send' | 'lists'> {
  readonly counts: Pick<Counts, 'refresh'>;
  readonly live: Pick<Live, 'hasHistory'>;
  readonly tabs: Tabs;
  readonly toasts: Toasts;
  readonly undo: Undo;
}

export function createBulkJobs({ send, lists, counts, live, tabs, toasts, undo }: BulkJobsOptions): BulkJobs {
  const current = signal<BulkState | undefined>(undefined);
  const isStopping = signal(false);
  let abort = new AbortController();

  async function refresh(type: RecordType): Promise<void> {
    lists.forgetOthers();
    counts.refresh();
    tabs.tell({ type: type.name });
    const list = lists.current.peek();
    if (list?.type === type) await list.reload();
  }

  function offerUndo({ type, change }: BulkTask, { changed, changeSets }: BulkReport): void {
    const what = message`${bulkWords(change.how).did(pluralize(changed, type))}`;
    if (live.hasHistory.peek() !== true) {
      toasts.info(what);
      undo.block(message`A change of many records can’t be undone here.`);
      return;
    }
    const reverse = changeSetsStep({
      send,
      ids: changeSets,
      refresh: async () => await refresh(type),
      say: undoWords('Changes to', type),
    });
    undo.offer(what, reverse);
  }

  async function run(state: Extract<BulkState, { is: 'running' | 'ended' }>): Promise<void> {
    const { task, report: before } = state;
    const onProgress = (report: BulkReport) => {
      current.value = { ...state, is: 'running', report };
    };
    onProgress({ ...before, stopped: undefined });
    const report = await runBulk(state.run, { send, report: before, signal: abort.signal, onProgress });
    const isClean = report.stopped === undefined && report.faults.length === 0 && !state.isLimited;
    current.value = isClean ? undefined : { ...state, is: 'ended', report };
    if (report.changed > before.changed) offerUndo(task, report);
    else if (isClean) toasts.info(message`Nothing to change: ${pluralize(report.unchanged, task.type)} already had these values.`);
    await refresh(task.type);
  }

  /** Resolves to `undefined` if the person stopped it, or it failed. Then nothing was changed. */
  async function read(task: BulkTask): Promise<Matches | undefined> {
    const { type, change, target } = task;
    if (!(target instanceof URLSearchParams)) return { records: target, isLimited: false };
    const onPage = (found: number) => {
      current.value = { is: 'reading', task, found };
    };
    onPage(0);
    const fields = change.how === 'edit' ? fieldsToRead(change.edits) : [];
    try {
      return await readMatches(send, { type, query: target, fields, signal: abort.signal, onPage });
    } catch (error) {
      current.value = undefined;
      if (abort.signal.aborted) toasts.info(['Stopped. Nothing was changed.']);
      else toasts.alarm([`Nothing was changed. ${reasonOf(error)}`], { label: 'Try again', run: () => void start(task) });
      return undefined;
    }
  }

  function begin(): void {
    abort = new AbortController();
    isStopping.value = false;
  }

  async function start(task: BulkTask): Promise<void> {
    begin();
    const matches = await read(task);
    if (matches === undefined) return;
    const planned = planBulk(task.type, task.change, { records: matches.records, id: randomKey() });
    await run({ is: 'running', task, run: planned, report: emptyReport(planned), isLimited: matches.isLimited });
  }

  return {
    current,
    isStopping,
    isRunning: computed(() => current.value !== undefined && current.value.is !== 'ended'),
    start,
    stop() {
      isStopping.value = true;
      abort.abort();
    },
    async resume() {
      const state = current.peek();
      if (state?.is !== 'ended') return;
      begin();
      await run(state);
    },
    dismiss() {
      current.value = undefined;
    },
  };
}
