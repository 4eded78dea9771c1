import { type ReadonlySignal, signal } from '@preact/signals';
import type { RecordType } from '../../src/schema/record-type.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import type { Drafts } from './drafts.ts';

/** One field of a record that is being changed in the list. */
export interface OpenCell {
  readonly key: number;
  readonly type: RecordType;
  readonly record: StoredRecord;
  readonly name: string;
  /** The text that a person typed on the cell. It replaces the value. */
  readonly typed: string | undefined;
  /** Whether a key on the row opened it. The focus then returns to the row, so that more such keys can follow. */
  readonly isFromRow?: boolean;
}

/** The fields that are being changed in the list. A field stays here until its new value is saved. */
export interface Cells {
  readonly open: ReadonlySignal<readonly OpenCell[]>;
  edit(cell: Omit<OpenCell, 'key'>): void;
  close(key: number): void;
}

export function createCells(): Cells {
  const open = signal<readonly OpenCell[]>([]);
  let nextKey = 0;
  return {
    open,
    edit(cell) {
      const isOpen = open.peek().some(({ record, name }) => record.id === cell.record.id && name === cell.name);
      if (!isOpen) open.value = [...open.peek(), { ...cell, key: nextKey++ }];
    },
    close(key) {
      open.value = open.peek().filter((cell) => cell.key !== key);
    },
  };
}

/** The drafts of a form with one field: they add to what the record's own form has kept, and leave that as it was. */
export function draftsOfCell(drafts: Drafts): Drafts {
  const former = new Map<string, ReturnType<Drafts['read']>>();
  return {
    ...drafts,
    read(type, open) {
      former.set(open, drafts.read(type, open));
      return undefined;
    },
    keep(type, open, draft) {
      const kept = former.get(open);
      drafts.keep(type, open, kept === undefined ? draft : { ...kept, entries: { ...kept.entries, ...draft.entries } });
    },
    drop(type, open) {
      const kept = former.get(open);
      if (kept === undefined) drafts.drop(type, open);
      else drafts.keep(type, open, kept);
    },
  };
}
