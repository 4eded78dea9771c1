import { createVarintReader, type VarintReader } from './varint-reader.ts';

/** The data files that a manifest lists. */
export interface Manifest {
  /** Logs with this number or a higher one contain writes that are not in a table yet. 0: no log yet. */
  readonly logNumber: number;
  readonly previousLogNumber: number;
  /** Bytes of each table, by its number. */
  readonly tables: ReadonlyMap<number, number>;
}

// Tags of the fields of a version edit. Source: LevelDB, db/version_edit.cc.
const COMPARATOR = 1;
const LOG_NUMBER = 2;
const NEXT_FILE_NUMBER = 3;
const LAST_SEQUENCE = 4;
const COMPACT_POINTER = 5;
const DELETED_FILE = 6;
const NEW_FILE = 7;
const PREVIOUS_LOG_NUMBER = 9;

/** Combines the version edits of a manifest. @throws {RangeError} if an edit cannot be read */
export function readManifest(edits: readonly Buffer[]): Manifest {
  const tables = new Map<number, number>();
  let logNumber = 0;
  let previousLogNumber = 0;

  const readers: Readonly<Record<number, (edit: VarintReader) => void>> = {
    [COMPARATOR]: (edit) => edit.skipText(),
    [LOG_NUMBER]: (edit) => {
      logNumber = edit.number();
    },
    [NEXT_FILE_NUMBER]: (edit) => edit.number(),
    [LAST_SEQUENCE]: (edit) => edit.number(),
    [COMPACT_POINTER]: (edit) => {
      edit.number();
      edit.skipText();
    },
    [DELETED_FILE]: (edit) => {
      edit.number();
      tables.delete(edit.number());
    },
    [NEW_FILE]: (edit) => {
      edit.number();
      tables.set(edit.number(), edit.number());
      edit.skipText();
      edit.skipText();
    },
    [PREVIOUS_LOG_NUMBER]: (edit) => {
      previousLogNumber = edit.number();
    },
  };

  function readField(edit: VarintReader): void {
    const tag = edit.number();
    const read = readers[tag];
    if (read === undefined) throw new RangeError(`a version edit has no field ${tag}`);
    read(edit);
  }

  for (const bytes of edits) {
    const edit = createVarintReader(bytes);
    while (!edit.isAtEnd()) readField(edit);
  }
  return { logNumber, previousLogNumber, tables };
}
