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
import { Dialog } from '../ui/dialog.tsx';
import './csv.css';

export interface ExportDialogProps {
  readonly type: RecordType;
  /** What the list shows, and so what is exported. */
  readonly query: URLSearchParams;
  readonly onClose: () => void;
}

/** Fetches the whole list as a file, and can be stopped on the way. */
export function ExportDialog({ type, query, onClose }: ExportDialogProps) {
  const { send } = useApp();
  const [rows, setRows] = useState(0);
  const [total, setTotal] = useState<number | undefined>(undefined);
  const [end, setEnd] = useState<'done' | string | undefined>(undefined);

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

  return (
    <Dialog title={`Export ${type.title.toLowerCase()}`} onClose={onClose}>
      {end === undefined && <progress value={total === undefined ? undefined : rows} max={total} aria-label="Progress of the export" />}
      <p class={end === undefined || end === 'done' ? 'lead' : 'notice is-alarm'} role="status">
        {end === undefined && `${formatNumber(rows)}${total === undefined ? '' : ` of ${formatNumber(total)}`} fetched`}
        {end === 'done' &&
          `${pluralize(rows, type)} saved as a file. Cells that look like formulas start with ' for safety; importing removes it.`}
        {end !== undefined && end !== 'done' && `The export stopped: ${end}`}
      </p>
      <div class="modal-actions">
        <button type="button" class={end === 'done' ? 'button is-primary' : 'button'} onClick={onClose}>
          {end === undefined ? 'Cancel' : 'Close'}
        </button>
      </div>
    </Dialog>
  );
}
