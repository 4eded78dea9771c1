import type { RecordType } from '../../src/schema/record-type.ts';
import { MAX_RECORDS } from '../model/all-matches-words.ts';
import { bulkWords } from '../model/bulk-words.ts';
import { pluralize } from '../model/labels.ts';
import { formatNumber } from '../model/number-text.ts';
import { hrefOf } from '../model/route.ts';
import { useApp } from '../state/app-context.ts';
import type { BulkJobs, BulkState } from '../state/bulk-jobs.ts';
import { type BulkFault, progressOf } from '../state/bulk-run.ts';
import { Dialog } from '../ui/dialog.tsx';
import '../styles/report.css';

export interface BulkReportProps {
  readonly jobs: BulkJobs;
  readonly state: Extract<BulkState, { is: 'running' | 'ended' }>;
}

/** The result of a change of many records that did not change all of them. */
export function BulkReport({ jobs, state: { task, run, report, isLimited } }: BulkReportProps) {
  const { run: runAction } = useApp();
  const { type, change } = task;
  const { changed, unchanged, faults, stopped, isUncertain } = report;
  const words = bulkWords(change.how);
  const left = run.records.length - progressOf(report);
  const figures: [label: string, figure: number, isAlarm: boolean][] = [
    [words.did('').trim(), changed, false],
    ['unchanged', unchanged, false],
    [words.not, faults.length, faults.length > 0],
    ...(stopped === undefined ? [] : ([['not reached', left, true]] satisfies [string, number, boolean][])),
  ];
  return (
    <Dialog title={words.did(pluralize(changed, type))} onClose={jobs.dismiss} wide>
      {stopped !== undefined && (
        <p class="notice is-alarm" role="alert">
          Stopped after {formatNumber(progressOf(report))} of {pluralize(run.records.length, type)}: {stopped}
          {isUncertain && ' The next records may have changed too. Continue to find out.'}
        </p>
      )}
      {isLimited && (
        <p class="notice">
          One change reaches at most {pluralize(MAX_RECORDS, type)}, the first of the list. Filter the list to change the others.
        </p>
      )}
      <dl class="figures">
        {figures.map(([label, figure, isAlarm]) => (
          <div key={label} class={isAlarm ? 'is-alarm' : undefined}>
            <dt>{label}</dt>
            <dd>{formatNumber(figure)}</dd>
          </div>
        ))}
      </dl>
      <Faults type={type} isTrashed={change.how === 'restore'} faults={faults} />
      <div class="dialog-actions">
        {stopped !== undefined && (
          <button type="button" class="button" onClick={() => runAction(jobs.resume)}>
            Continue
          </button>
        )}
        <button type="button" class="button is-primary" onClick={jobs.dismiss}>
          Close
        </button>
      </div>
    </Dialog>
  );
}

const SHOWN_FAULTS = 50;
const TRASH = new URLSearchParams({ trashed: 'true' });

interface FaultsProps {
  readonly type: RecordType;
  readonly isTrashed: boolean;
  readonly faults: readonly BulkFault[];
}

function Faults({ type, isTrashed, faults }: FaultsProps) {
  if (faults.length === 0) return null;
  return (
    <div class="failed">
      <ul aria-label="Records that were not changed">
        {faults.slice(0, SHOWN_FAULTS).map(({ id, title, reason }) => (
          <li key={id}>
            <a href={hrefOf({ type, open: id, ...(isTrashed ? { view: TRASH } : {}) })}>
              <bdi>{title}</bdi>
            </a>
            : {reason}
          </li>
        ))}
      </ul>
      {faults.length > SHOWN_FAULTS && <p>and {formatNumber(faults.length - SHOWN_FAULTS)} more</p>}
    </div>
  );
}
