import { guessDelimiter, type Separation } from './delimiter.ts';
import { decode, ENCODINGS, guessEncoding, looksMixed } from './encoding.ts';
import { binaryFormat, textFormat } from './other-format.ts';
import { type CsvReading, readTable } from './table.ts';

/** A file that was opened, with what was guessed or chosen to read it. */
export interface CsvFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly choices: FileChoices;
  readonly encoding: string;
  readonly separation: Separation;
  readonly reading: CsvReading;
  /** What people should look at, because the encoding is a guess. */
  readonly encodingNote: string | undefined;
}

export type Opened = { readonly ok: true; readonly file: CsvFile } | { readonly ok: false; readonly fault: string };

/** What people chose instead of the guesses. */
export interface FileChoices {
  readonly encoding?: string;
  readonly delimiter?: string;
}

/** Opens a file, unless it is of another kind. */
export function openCsvFile(name: string, bytes: Uint8Array): Opened {
  const text = decode(bytes, guessEncoding(bytes).encoding);
  const fault = binaryFormat(name, bytes) ?? (text === undefined ? undefined : textFormat(text));
  return fault === undefined ? { ok: true, file: readFile(name, bytes, {}) } : { ok: false, fault };
}

/** Reads the same file with another choice; earlier ones stay. */
export function withChoices({ name, bytes, choices }: CsvFile, more: FileChoices): CsvFile {
  return readFile(name, bytes, { ...choices, ...more });
}

function readFile(name: string, bytes: Uint8Array, choices: FileChoices): CsvFile {
  const guess = guessEncoding(bytes);
  const encoding = choices.encoding ?? guess.encoding;
  const text = decode(bytes, encoding);
  const guessed = guessDelimiter(text ?? '');
  const separation = { ...guessed, delimiter: choices.delimiter ?? guessed.delimiter };
  return {
    name,
    bytes,
    choices,
    encoding,
    separation,
    reading: text === undefined ? { ok: false, fault: otherEncoding(encoding) } : readTable(text, separation),
    encodingNote: guess.isCertain || choices.encoding !== undefined ? undefined : noteOn(text),
  };
}

function otherEncoding(encoding: string): string {
  return `This file is not in ${ENCODINGS.find(([name]) => name === encoding)?.[1] ?? encoding}. Choose another encoding.`;
}

function noteOn(text = ''): string {
  if (looksMixed(text)) {
    return 'Some letters look wrong, such as “Ã¼” for “ü”. Another program saved this file with the wrong encoding. Export it again as UTF-8.';
  }
  return 'The encoding of this file is a guess. Check that all letters look right, or choose another encoding.';
}
