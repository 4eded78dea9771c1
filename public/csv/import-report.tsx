import type { CsvTable } from '../model/csv/table.ts';
import { formatNumber } from '../model/number-text.ts';
import type { ImportReport } from '../state/import-run.ts';
import { ChangingText } from '../ui/changing-text.tsx';

export interface ReportProps {
  readonly report: ImportReport;
  readonly isDryRun: boolean;
  readonly table: CsvTable;
}

/** The result of an import, or the preview of one. */
export function Report({ report, isDryRun, table }: ReportProps) {
  const { created, updated, unchanged, failed, rows, stopped } = report;
  const figures: [label: string, figure: number, isAlarm?: boolean][] = [
    [isDryRun ? 'to create' : 'created', created],
    [isDryRun ? 'to update' : 'updated', updated],
    ['unchanged', unchanged],
    [isDryRun ? 'with errors' : 'failed', failed, failed > 0],
  ];
  const status = statusOf(report, isDryRun);
  if (stopped !== undefined) figures.push([isDryRun ? 'not checked' : 'not imported', table.rows.length - rows, true]);
  return (
    <>
      {stopped !== undefined && (
        <p class="notice is-alarm" role="alert">
          {isDryRun ? 'Preview' : 'Import'} stopped after row {table.rows[rows - 1]?.number ?? 1}: {stopped}
          {!isDryRun && ' Later rows may not have been imported; continue, or download them to try again.'}
        </p>
      )}
      <p class="lead" role="status">
        <ChangingText>{status}</ChangingText>
      </p>
      <dl class="figures">
        {figures.map(([label, figure, isAlarm]) => (
          <div key={label} class={isAlarm === true ? 'is-alarm' : undefined}>
            <dt>{label}</dt>
            <dd key={figure}>{formatNumber(figure)}</dd>
          </div>
        ))}
      </dl>
      <FailedRows report={report} table={table} />
    </>
  );
}

function statusOf({ failed, stopped }: ImportReport, isDryRun: boolean): string {
  if (isDryRun) return 'Preview: nothing has been imported yet.';
  if (stopped !== undefined) return 'Import incomplete.';
  return failed > 0 ? 'Import finished with errors.' : 'Import finished.';
}

const SHOWN_ROWS = 50;

function FailedRows({ report: { failed, failedRows }, table }: Pick<ReportProps, 'report' | 'table'>) {
  if (failed === 0) return null;
  const shown = failedRows.slice(0, SHOWN_ROWS);
  return (
    <div class="failed">
      <ul aria-label="Rows with errors">
        {shown.map(({ index, reason }) => (
          <li key={index}>
            <b>Row {table.rows[index]?.number}</b> <bdi>{table.rows[index]?.cells.find((cell) => cell.trim() !== '')}</bdi>: {reason}
          </li>
        ))}
      </ul>
      {failed > shown.length && <p>and {formatNumber(failed - shown.length)} more</p>}
    </div>
  );
}
