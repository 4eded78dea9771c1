import { type ReadonlySignal, useSignal } from '@preact/signals';
import { fieldOf } from '../../src/schema/service-fields.ts';
import { dayOf, valueOn } from '../model/calendar-day.ts';
import { viewOn } from '../model/calendar-view.ts';
import { formatLongDay } from '../model/calendar-words.ts';
import { message } from '../model/message.ts';
import { addDays } from '../model/month.ts';
import { hrefOf, type Route } from '../model/route.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import { titleOf } from '../model/type-display.ts';
import { useApp } from '../state/app-context.ts';
import type { RecordList } from '../state/record-list.ts';
import { type Moving, useMoveFocus } from './use-move-focus.ts';
import { useShiftRelease } from './use-shift-release.ts';

/** Moves records to other days. */
export interface Moves {
  /** The record that is moved with the keys, or was moved last. Its day shows it even if it is one of many. */
  readonly held: ReadonlySignal<string | undefined>;
  /** What a screen reader says while a record moves. */
  readonly words: ReadonlySignal<string>;
  /** The records as they are shown while one moves. */
  preview(records: readonly StoredRecord[]): readonly StoredRecord[];
  /** Saves a record on another day. */
  drop(id: string, day: string): void;
  /** Shows a record some days later, until Shift is released, which saves it, or `cancel` puts it back. */
  step(id: string, days: number): void;
  /** Returns whether a record was on its way. */
  cancel(): boolean;
}

export interface MovesOptions {
  readonly by: string;
  readonly weeks: readonly (readonly string[])[];
}

/** Returns the ways to move the records of a calendar. */
export function useMoves({ type, view, open }: Route, list: RecordList, { by, weeks }: MovesOptions): Moves {
  const { router, loadEditing, run, editing } = useApp();
  const moving = useSignal<Moving | undefined>(undefined);
  const held = useSignal<string | undefined>(undefined);
  const words = useSignal('');
  const focusLater = useMoveFocus(moving.value);
  const field = fieldOf(type, by);

  function changed(record: StoredRecord, day: string): StoredRecord {
    return field === undefined ? record : { ...record, [by]: valueOn(field, day, record[by]) };
  }

  function drop(id: string, day: string): void {
    const record = list.find(id);
    if (record === undefined || field === undefined || dayOf(field, record[by]) === day) return;
    held.value = id;
    const isShown = weeks.some((week) => week.includes(day));
    const value = valueOn(field, day, record[by]);
    const what = message`“${titleOf(type, record)}” moved to ${formatLongDay(day)}`;
    run(async () => {
      const { mutations } = editing.peek() ?? (await loadEditing());
      const isMoved = await mutations.change(type, record, { [by]: value }, what);
      // The month that has the day now. It is read after the change.
      if (!isMoved || isShown) return;
      focusLater(id);
      router.go(hrefOf({ type, open, view: viewOn(view, day) }));
    });
  }

  function finish(): void {
    const moved = moving.peek();
    if (moved === undefined) return;
    drop(moved.id, moved.day);
    moving.value = undefined;
    words.value = '';
  }

  useShiftRelease(finish);

  return {
    held,
    words,
    drop,

    preview(records) {
      const { id, day } = moving.value ?? {};
      return day === undefined ? records : records.map((record) => (record.id === id ? changed(record, day) : record));
    },

    step(id, days) {
      const record = list.find(id);
      const from = moving.peek()?.id === id ? moving.peek()?.day : field && dayOf(field, record?.[by]);
      if (record === undefined || from === undefined) return;
      const day = addDays(from, days);
      if (!weeks.some((week) => week.includes(day))) {
        moving.value = undefined;
        drop(id, day);
        return;
      }
      held.value = id;
      moving.value = { id, day };
      words.value = formatLongDay(day);
    },

    cancel() {
      const wasMoving = moving.peek() !== undefined;
      moving.value = undefined;
      words.value = '';
      return wasMoving;
    },
  };
}
