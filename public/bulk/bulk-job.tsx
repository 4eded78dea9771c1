import { bulkWords } from '../model/bulk-words.ts';
import { pluralize } from '../model/labels.ts';
import { formatNumber } from '../model/number-text.ts';
import type { BulkJobs, BulkState } from '../state/bulk-jobs.ts';
import { progressOf } from '../state/bulk-run.ts';
import { ChangingText } from '../ui/changing-text.tsx';
import { BulkReport } from './bulk-report.tsx';
import '../styles/report.css';
import './bulk-bar.css';

/** Shows the progress of a change of many records, and its result if that needs attention. */
export function BulkJob({ jobs }: { readonly jobs: BulkJobs }) {
  const state = jobs.current.value;
  if (state === undefined) return null;
  if (state.is === 'ended') return <BulkReport jobs={jobs} state={state} />;
  const isStopping = jobs.isStopping.value;
  return (
    <section class="bulk-bar" aria-label="Bulk change">
      <div class="bulk-progress">
        <p role="status">
          <ChangingText>{isStopping ? 'Stopping…' : wordsOf(state)}</ChangingText>
        </p>
        <progress {...shareOf(state)} aria-label="Progress" />
      </div>
      <button type="button" class="button" disabled={isStopping} onClick={jobs.stop}>
        Stop
      </button>
    </section>
  );
}

type Running = Exclude<BulkState, { is: 'ended' }>;

function wordsOf(state: Running): string {
  const { type, change } = state.task;
  if (state.is === 'reading') return `Finding ${type.title.toLowerCase()}: ${formatNumber(state.found)}`;
  const { run, report } = state;
  return bulkWords(change.how).doing(`${formatNumber(progressOf(report))} of ${pluralize(run.records.length, type)}`);
}

/** A bar without a value says that the end is not known. */
function shareOf(state: Running): { readonly value?: number; readonly max?: number } {
  return state.is === 'reading' ? {} : { value: progressOf(state.report), max: Math.max(1, state.run.records.length) };
}
