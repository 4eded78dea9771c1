import { useEffect, useState } from 'preact/hooks';
import type { RecordType } from '../../src/schema/record-type.ts';
import { saveFile } from '../browser/save-file.ts';
import { BYTE_ORDER_MARK } from '../model/csv/write.ts';
import { pluralize } from '../model/labels.ts';
import { formatNumber } from '../model/number-text.ts';
import { today } from '../model/type-display.ts';
import { countRecords } from '../requests/count-records.ts';
import { exportCsv } from '../requests/csv-api.ts';
import { reasonOf } from '../requests/problem.ts';
import { useApp } from '../state/app-context.ts';
import { ChangingText } from '../ui/changing-text.tsx';
import { Dialog } from '../ui/dialog.tsx';
import './csv.css';

export interface ExportDialogProps {
  readonly type: RecordType;
  /** What the list shows. */
  readonly query: URLSearchParams;
  readonly onClose: () => void;
}

/** Saves the whole list as a file. Closing the dialog stops the export. */
export function ExportDialog({ type, query, onClose }: ExportDialogProps) {
  const { send } = useApp();
  const [rows, setRows] = useState(0);
  const [total, setTotal] = useState<number | undefined>(undefined);
  const [end, setEnd] = useState<ExportEnd>(undefined);

  useEffect(() => {
    const abort = new AbortController();
    const { signal } = abort;
    countRecords(send, { type, query, signal }).then(
      ({ count, complete }) => setTotal(complete ? count : undefined),
      () => setTotal(undefined),
    );
    exportCsv(send, { type, query, signal, onPage: setRows }).then(
      (parts) => {
        if (signal.aborted) return;
        saveFile(`${type.name}-${today()}.csv`, [BYTE_ORDER_MARK, ...parts]);
        setEnd('done');
      },
      (error: unknown) => {
        if (!signal.aborted) setEnd(reasonOf(error));
      },
    );
    return () => abort.abort();
  }, []);

  const text = statusOf({ type, rows, total, end });
  return (
    <Dialog title={`Export ${type.title.toLowerCase()}`} onClose={onClose}>
      {end === undefined && <progress value={total === undefined ? undefined : rows} max={total} aria-label="Export progress" />}
      <p class={end === undefined || end === 'done' ? 'lead' : 'notice is-alarm'} role="status">
        <ChangingText>{text}</ChangingText>
      </p>
      <div class="dialog-actions">
        <button type="button" class={end === 'done' ? 'button is-primary' : 'button'} onClick={onClose}>
          <ChangingText>{end === undefined ? 'Cancel' : 'Close'}</ChangingText>
        </button>
      </div>
    </Dialog>
  );
}

/** Why the export ended; `undefined` while it runs. */
type ExportEnd = 'done' | string | undefined;

interface ExportStatus {
  readonly type: RecordType;
  readonly rows: number;
  readonly total: number | undefined;
  readonly end: ExportEnd;
}

function statusOf({ type, rows, total, end }: ExportStatus): string {
  if (end === undefined) return `Exporting: ${formatNumber(rows)}${total === undefined ? '' : ` of ${formatNumber(total)}`} rows`;
  if (end !== 'done') return `Export failed: ${end}`;
  return `${pluralize(rows, type)} exported. Cells that look like formulas start with ' for safety; importing removes it.`;
}
