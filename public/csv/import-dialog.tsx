import { useEffect, useRef, useState } from 'preact/hooks';
import { randomKey } from '../../client/src/random-key.ts';
import type { RecordType } from '../../src/schema/record-type.ts';
import { saveFile } from '../browser/save-file.ts';
import { chunksOf } from '../model/csv/chunks.ts';
import { type Mapping, openQuestions } from '../model/csv/column-mapping.ts';
import { type CsvFile, openCsvFile, withChoices } from '../model/csv/csv-file.ts';
import { failedRowsFile } from '../model/csv/failed-rows.ts';
import { type MappedTable, mappingAfter } from '../model/csv/read-again.ts';
import { pluralize } from '../model/labels.ts';
import { formatNumber } from '../model/number-text.ts';
import { useApp } from '../state/app-context.ts';
import { EMPTY_REPORT, type ImportReport, type ImportRun, runImport, unfinishedRows, writesOf } from '../state/import-run.ts';
import { offerImportUndo, showImported } from '../state/import-undo.ts';
import { ChangingText } from '../ui/changing-text.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { ChooseFile } from './choose-file.tsx';
import { FileSettings } from './file-settings.tsx';
import { Report } from './import-report.tsx';
import { MapColumns } from './map-columns.tsx';
import { MatchSelect, matchChoices } from './match-select.tsx';
import '../styles/report.css';
import './csv.css';

export interface ImportDialogProps {
  readonly type: RecordType;
  /** A file that is chosen already. */
  readonly file?: File | undefined;
  readonly onClose: () => void;
}

interface OpenFile {
  readonly file: CsvFile;
  readonly mapping: Mapping;
  /** The last reading of the file that succeeded. */
  readonly before?: MappedTable | undefined;
  /** The field by which rows update existing records. */
  readonly match?: string | undefined;
}

type Step =
  | { readonly is: 'choose'; readonly fault?: string }
  | { readonly is: 'map'; readonly open: OpenFile }
  | { readonly is: 'running' | 'answered'; readonly open: OpenFile; readonly run: ImportRun; readonly report: ImportReport };

const UNREADABLE = { ok: false, fault: 'This file can’t be read. Choose it again.' } as const;

/** Imports a CSV file: choose it, map its columns, see a preview, import. The service checks every row. */
export function ImportDialog({ type, file: given, onClose }: ImportDialogProps) {
  const app = useApp();
  const [step, setStep] = useState<Step>({ is: 'choose' });
  const abort = useRef(new AbortController());

  const open = (file: CsvFile, before?: MappedTable) =>
    setStep({ is: 'map', open: { file, before, mapping: file.reading.ok ? mappingAfter(type, file.reading.table, before) : [] } });
  const choose = async (chosen: File | undefined) => {
    if (chosen === undefined) return;
    // The browser cannot read a folder, or a file that was changed after it was chosen.
    const bytes = await chosen.arrayBuffer().catch(() => undefined);
    const opened = bytes === undefined ? UNREADABLE : openCsvFile(chosen.name, new Uint8Array(bytes));
    if (opened.ok) open(opened.file);
    else setStep({ is: 'choose', fault: opened.fault });
  };

  useEffect(() => void choose(given), []);

  const start = async (run: ImportRun, { open: source, report: before }: { open: OpenFile; report: ImportReport }) => {
    abort.current = new AbortController();
    const { signal } = abort.current;
    setStep({ is: 'running', open: source, run, report: before });
    const onProgress = (report: ImportReport) => setStep({ is: 'running', open: source, run, report });
    const report = await runImport(run, { send: app.send, report: before, signal, onProgress });
    setStep(run.isDryRun && signal.aborted ? { is: 'map', open: source } : { is: 'answered', open: source, run, report });
    if (run.isDryRun) return;
    if (writesOf(report) > writesOf(before)) offerImportUndo(app, type, report);
    void showImported(app, type);
  };
  const startNew = (source: OpenFile, isDryRun: boolean) => {
    if (!source.file.reading.ok) return;
    const chunks = chunksOf(type, source.file.reading.table, source.mapping);
    const match = matchChoices(type, source.mapping).find((name) => name === source.match);
    void start({ type, chunks, isDryRun, match, id: randomKey() }, { open: source, report: EMPTY_REPORT });
  };
  const close = () => {
    abort.current.abort();
    // The report of rows that are being written must still be shown.
    if (step.is !== 'running') onClose();
  };

  return (
    <Dialog title={`Import ${type.title.toLowerCase()}`} onClose={close} wide>
      <StepContent type={type} step={step} onChoose={(file) => void choose(file)} onOpen={setStep} onReread={open} />
      <div class="dialog-actions">
        {isFinished(step) ? null : (
          <button type="button" class="button" onClick={close}>
            <ChangingText>{step.is === 'running' ? 'Stop' : 'Cancel'}</ChangingText>
          </button>
        )}
        {step.is === 'map' && <CheckButton type={type} open={step.open} onCheck={() => startNew(step.open, true)} />}
        {step.is === 'answered' && (
          <>
            {step.run.isDryRun && (
              <button type="button" class="button" onClick={() => setStep({ is: 'map', open: step.open })}>
                Back
              </button>
            )}
            <DownloadButton type={type} step={step} />
            {step.report.stopped !== undefined && (
              <button type="button" class="button is-primary" onClick={() => void start(step.run, step)}>
                Continue
              </button>
            )}
            {step.run.isDryRun && step.report.stopped === undefined && (
              <button
                type="button"
                class="button is-primary"
                disabled={writesOf(step.report) === 0}
                onClick={() => startNew(step.open, false)}
              >
                Import {pluralize(writesOf(step.report), type)}
              </button>
            )}
            {isFinished(step) && (
              <button type="button" class={step.report.stopped === undefined ? 'button is-primary' : 'button'} onClick={close}>
                Close
              </button>
            )}
          </>
        )}
      </div>
    </Dialog>
  );
}

interface StepContentProps {
  readonly type: RecordType;
  readonly step: Step;
  readonly onChoose: (file: File | undefined) => void;
  readonly onOpen: (step: Step) => void;
  readonly onReread: (file: CsvFile, before: MappedTable | undefined) => void;
}

function StepContent({ type, step, onChoose, onOpen, onReread }: StepContentProps) {
  if (step.is === 'choose') return <ChooseFile type={type} fault={step.fault} onChoose={onChoose} />;
  const { file, mapping, before } = step.open;
  const table = file.reading.ok ? file.reading.table : undefined;
  if (step.is === 'map') {
    return (
      <>
        <FileSettings
          file={file}
          onChoose={(chosen) => onReread(withChoices(file, chosen), table === undefined ? before : { table, mapping })}
        />
        {table !== undefined && (
          <MapColumns
            type={type}
            table={table}
            mapping={mapping}
            onMap={(changed) => onOpen({ is: 'map', open: { ...step.open, mapping: changed } })}
          />
        )}
        <MatchSelect
          type={type}
          mapping={mapping}
          match={step.open.match}
          onChange={(match) => onOpen({ is: 'map', open: { ...step.open, match } })}
        />
      </>
    );
  }
  if (table === undefined) return null;
  if (step.is === 'answered') return <Report report={step.report} isDryRun={step.run.isDryRun} table={table} />;
  const verb = step.run.isDryRun ? 'Checking' : 'Importing';
  const progress = `${verb}: ${formatNumber(step.report.rows)} of ${formatNumber(table.rows.length)} rows`;
  return (
    <>
      <progress value={step.report.rows} max={table.rows.length} aria-label="Import progress" />
      <p class="lead" role="status">
        <ChangingText>{progress}</ChangingText>
      </p>
    </>
  );
}

function CheckButton({ type, open, onCheck }: { readonly type: RecordType; readonly open: OpenFile; readonly onCheck: () => void }) {
  const { reading } = open.file;
  const isReady = reading.ok && openQuestions(type, reading.table, open.mapping).length === 0;
  const rows = reading.ok ? reading.table.rows.length : 0;
  return (
    <button type="button" class="button is-primary" disabled={!isReady} onClick={onCheck}>
      <ChangingText>{`Check ${formatNumber(rows)} ${rows === 1 ? 'row' : 'rows'}`}</ChangingText>
    </button>
  );
}

/** Downloads the rows that were not imported, once that is certain. */
function DownloadButton({ type, step }: { readonly type: RecordType; readonly step: Extract<Step, { is: 'running' | 'answered' }> }) {
  const { reading } = step.open.file;
  const rows = unfinishedRows(step.run, step.report);
  if (step.run.isDryRun || rows.length === 0 || !reading.ok) return null;
  return (
    <button type="button" class="button" onClick={() => saveFile(`${type.name}-failed.csv`, [failedRowsFile(reading.table, rows)])}>
      Download failed rows
    </button>
  );
}

function isFinished(step: Step): boolean {
  return step.is === 'answered' && !step.run.isDryRun;
}
