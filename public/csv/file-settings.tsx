import type { CsvFile, FileChoices } from '../model/csv/csv-file.ts';
import { DELIMITERS } from '../model/csv/delimiter.ts';
import { ENCODINGS } from '../model/csv/encoding.ts';
import type { CsvTable } from '../model/csv/table.ts';

export interface FileSettingsProps {
  readonly file: CsvFile;
  readonly onChoose: (chosen: FileChoices) => void;
}

/** How the file is read, and its first rows as they are read. */
export function FileSettings({ file, onChoose }: FileSettingsProps) {
  const { encoding, separation, reading, encodingNote } = file;
  return (
    <>
      <div class="file-settings">
        <label>
          <span>Encoding</span>
          <select value={encoding} onChange={(event) => onChoose({ encoding: event.currentTarget.value })}>
            {ENCODINGS.map(([name, label]) => (
              <option key={name} value={name}>
                {label}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span>Delimiter</span>
          <select value={separation.delimiter} onChange={(event) => onChoose({ delimiter: event.currentTarget.value })}>
            {DELIMITERS.map(([delimiter, label]) => (
              <option key={delimiter} value={delimiter}>
                {label}
              </option>
            ))}
          </select>
        </label>
      </div>
      {encodingNote !== undefined && <p class="notice">{encodingNote}</p>}
      {reading.ok ? (
        <FirstRows table={reading.table} showsLetters={encodingNote !== undefined} />
      ) : (
        <p class="notice is-alarm" role="alert">
          {reading.fault}
        </p>
      )}
    </>
  );
}

const SHOWN_ROWS = 3;
const ROWS_WITH_LETTERS = 3;
/** A spreadsheet of hundreds of columns would make the dialog slow. */
const SHOWN_COLUMNS = 30;

function FirstRows({ table: { header, rows }, showsLetters }: { readonly table: CsvTable; readonly showsLetters: boolean }) {
  // A wrong encoding is visible only in letters beyond ASCII.
  const withLetters = showsLetters ? rows.slice(SHOWN_ROWS).filter(({ cells }) => cells.some((cell) => /[^\0-\x7f]/.test(cell))) : [];
  const shown = [...rows.slice(0, SHOWN_ROWS), ...withLetters.slice(0, ROWS_WITH_LETTERS)];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without it, keys cannot scroll it in Safari
    <section class="first-rows" aria-label="First rows of the file" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">Row</th>
            {header.slice(0, SHOWN_COLUMNS).map((name, column) => (
              <th key={column} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map(({ number, cells }) => (
            <tr key={number}>
              <th scope="row">{number}</th>
              {cells.slice(0, SHOWN_COLUMNS).map((cell, column) => (
                <td key={column} dir="auto">
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
