import { useRef, useState } from 'preact/hooks';
import type { RecordType } from '../../src/schema/record-type.ts';
import { saveFile } from '../browser/save-file.ts';
import { guessMapping, type Mapping, targetsOf } from '../model/column-mapping.ts';
import type { CsvTable } from '../model/csv-file.ts';
import { labelOf, pluralize } from '../model/labels.ts';
import { useApp } from '../state/app-context.ts';
import { type ImportReport, NOTHING, runImport } from '../state/import-run.ts';
import { Dialog } from '../ui/dialog.tsx';
import './csv.css';

export interface ImportDialogProps {
  readonly type: RecordType;
  readonly onClose: () => void;
}

type Step =
  | { readonly is: 'choose'; readonly fault?: string }
  | { readonly is: 'map' }
  | { readonly is: 'running' | 'checked' | 'done'; readonly isDryRun: boolean; readonly report: ImportReport };

const PREVIEWED = 3;

/** What reads and writes CSV is loaded when a file is chosen. */
const csvFile = async () => await import('../model/csv-file.ts');

/** A CSV in: choose it, say where its columns go, see what would happen, then let it happen. */
export function ImportDialog({ type, onClose }: ImportDialogProps) {
  const { send, lists, late } = useApp();
  const [step, setStep] = useState<Step>({ is: 'choose' });
  const [table, setTable] = useState<CsvTable>({ header: [], rows: [] });
  const [mapping, setMapping] = useState<Mapping>([]);
  const abort = useRef(new AbortController());

  const choose = async (file: File | undefined) => {
    if (file === undefined) return;
    const { readTable } = await csvFile();
    const read = await readTable(file);
    if (read.rows.length === 0) {
      setStep({ is: 'choose', fault: `“${file.name}” holds no rows below its header.` });
      return;
    }
    setTable(read);
    setMapping(guessMapping(type, read.header));
    setStep({ is: 'map' });
  };

  const run = async (isDryRun: boolean) => {
    const { chunksOf } = await csvFile();
    abort.current = new AbortController();
    setStep({ is: 'running', isDryRun, report: NOTHING });
    const onProgress = (report: ImportReport) => setStep({ is: 'running', isDryRun, report });
    const report = await runImport({ send, type, chunks: chunksOf(table, mapping), isDryRun, signal: abort.current.signal, onProgress });
    if (isDryRun) {
      setStep(abort.current.signal.aborted ? { is: 'map' } : { is: 'checked', isDryRun, report });
      return;
    }
    setStep({ is: 'done', isDryRun, report });
    lists.forgetOthers();
    late.peek()?.counts.refresh();
    void lists.current.peek()?.reload();
  };
  const close = () => {
    abort.current.abort();
    // What is being written must be told of to its end.
    if (step.is !== 'running') onClose();
  };

  return (
    <Dialog title={`Import ${type.title.toLowerCase()}`} onClose={close} wide>
      {step.is === 'choose' && <ChooseFile type={type} fault={step.fault} onChoose={choose} />}
      {step.is === 'map' && <MapColumns type={type} table={table} mapping={mapping} onMap={setMapping} />}
      {step.is === 'running' && (
        <>
          <progress value={step.report.rows} max={table.rows.length} aria-label="Progress" />
          <p class="lead" role="status">
            {step.isDryRun ? 'Checking' : 'Importing'}: {step.report.rows.toLocaleString()} of {table.rows.length.toLocaleString()} rows
          </p>
        </>
      )}
      {(step.is === 'checked' || step.is === 'done') && <Report report={step.report} isDryRun={step.isDryRun} table={table} />}
      <div class="modal-actions">
        {step.is === 'done' ? null : (
          <button type="button" class="button" onClick={close}>
            {step.is === 'running' ? 'Stop' : 'Cancel'}
          </button>
        )}
        {step.is === 'map' && (
          <button
            type="button"
            class="button is-primary"
            disabled={mapping.every((target) => target === undefined)}
            onClick={() => void run(true)}
          >
            Check {pluralize(table.rows.length, type)}
          </button>
        )}
        {step.is === 'checked' && (
          <>
            <button type="button" class="button" onClick={() => setStep({ is: 'map' })}>
              Back
            </button>
            <button type="button" class="button is-primary" disabled={writesOf(step.report) === 0} onClick={() => void run(false)}>
              Import {pluralize(writesOf(step.report), type)}
            </button>
          </>
        )}
        {step.is === 'done' && (
          <>
            {step.report.failed.length > 0 && (
              <button
                type="button"
                class="button"
                onClick={async () => saveFile(`${type.name}-failed.csv`, [(await csvFile()).rowsWithReasons(table, step.report.failed)])}
              >
                Save the failed rows
              </button>
            )}
            <button type="button" class="button is-primary" onClick={close}>
              Close
            </button>
          </>
        )}
      </div>
    </Dialog>
  );
}

function writesOf({ created, updated }: ImportReport): number {
  return created + updated;
}

interface ChooseFileProps {
  readonly type: RecordType;
  readonly fault: string | undefined;
  readonly onChoose: (file: File | undefined) => void;
}

function ChooseFile({ type, fault, onChoose }: ChooseFileProps) {
  return (
    <>
      <label
        class="drop"
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault();
          onChoose(event.dataTransfer?.files[0]);
        }}
      >
        <b>Choose a CSV file</b> or drop it here
        <input type="file" accept=".csv,text/csv" onChange={(event) => onChoose(event.currentTarget.files?.[0])} />
      </label>
      <p class="note">
        The first row names the columns. A row with an id changes that {type.singular}, one without adds a new one. Nothing is written
        before you have seen what would happen.
      </p>
      <p class="fault" role="alert">
        {fault}
      </p>
    </>
  );
}

interface MapColumnsProps {
  readonly type: RecordType;
  readonly table: CsvTable;
  readonly mapping: Mapping;
  readonly onMap: (mapping: Mapping) => void;
}

function MapColumns({ type, table, mapping, onMap }: MapColumnsProps) {
  const map = (column: number, target: string) =>
    onMap(mapping.map((one, at) => (at === column ? target || undefined : one === target ? undefined : one)));
  const columns = table.header.map((name, column) => ({ name, column }));
  return (
    <div class="mapping">
      <table>
        <caption class="sr-only">Where the columns of the file go</caption>
        <thead>
          <tr>
            <th scope="col">In the file</th>
            <th scope="col">Goes to</th>
          </tr>
        </thead>
        <tbody>
          {columns.map(({ name, column }) => (
            <tr key={column}>
              <th scope="row">
                {name || `Column ${column + 1}`}
                <span class="sample">
                  {table.rows
                    .slice(0, PREVIEWED)
                    .map((row) => row[column] ?? '')
                    .filter((cell) => cell !== '')
                    .join(' · ')}
                </span>
              </th>
              <td>
                <select
                  aria-label={`Where “${name}” goes`}
                  value={mapping[column] ?? ''}
                  onChange={(event) => map(column, event.currentTarget.value)}
                >
                  <option value="">Nowhere</option>
                  {targetsOf(type).map((target) => (
                    <option key={target} value={target}>
                      {target === 'id' ? 'Id' : labelOf(type, target)}
                    </option>
                  ))}
                </select>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const SHOWN_FAULTS = 50;

function Report({ report, isDryRun, table }: { readonly report: ImportReport; readonly isDryRun: boolean; readonly table: CsvTable }) {
  const { created, updated, unchanged, failed, rows, stopped } = report;
  const figures = { created, updated, unchanged, failed: failed.length };
  return (
    <>
      {stopped !== undefined && (
        <p class="notice is-alarm" role="alert">
          It stopped after row {rows + 1}: {stopped}
          {!isDryRun && ' The rows below are not in, or perhaps not; save them to load them again.'}
        </p>
      )}
      <p class="lead" role="status">
        {isDryRun ? 'This is what would happen; nothing is written yet.' : 'This is what happened.'}
      </p>
      <dl class="figures">
        {Object.entries(figures).map(([name, figure]) => (
          <div key={name} class={name === 'failed' && figure > 0 ? 'is-alarm' : undefined}>
            <dt>
              {isDryRun ? { created: 'to create', updated: 'to change', unchanged: 'unchanged', failed: 'not possible' }[name] : name}
            </dt>
            <dd>{figure.toLocaleString()}</dd>
          </div>
        ))}
      </dl>
      {failed.length > 0 && (
        <div class="failed">
          <ul aria-label="Rows that fail">
            {failed.slice(0, SHOWN_FAULTS).map(({ place, reason }) => (
              <li key={place}>
                <b>Row {place + 2}</b> {table.rows[place]?.find((cell) => cell !== '')}: {reason}
              </li>
            ))}
          </ul>
          {failed.length > SHOWN_FAULTS && <p>and {failed.length - SHOWN_FAULTS} more</p>}
        </div>
      )}
    </>
  );
}
