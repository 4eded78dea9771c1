import { focusSoon } from '../browser/focus-soon.ts';
import type { Router } from '../browser/router.ts';
import { viewOn } from '../model/calendar-view.ts';
import { addDays, addMonths, monthOf, sameDayIn } from '../model/month.ts';
import { hrefOf, type Route } from '../model/route.ts';
import { newOn } from './new-on.ts';
import type { Moves } from './use-moves.ts';

export interface GridKeysOptions {
  readonly route: Route;
  readonly router: Router;
  readonly moves: Moves;
  readonly weeks: readonly (readonly string[])[];
  readonly canChange: boolean;
  readonly onOpenDay: (day: string) => void;
}

/** Handles a key in the month grid: arrows move the focus, and with Shift the record that has it. */
export function onGridKey(event: KeyboardEvent, options: GridKeysOptions): void {
  const cell = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>('[data-day]') : null;
  const day = cell?.dataset['day'];
  if (cell === null || day === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
  if (handle(event, { ...options, cell, day })) event.preventDefault();
}

interface Place extends GridKeysOptions {
  readonly cell: HTMLElement;
  readonly day: string;
}

function handle(event: KeyboardEvent, place: Place): boolean {
  const { cell, day, moves, canChange, onOpenDay, router, route } = place;
  const { key, shiftKey, target } = event;
  const days = daysOf(key, cell);
  const id = target instanceof HTMLElement ? target.closest<HTMLElement>('[data-record]')?.dataset['record'] : undefined;
  if (key === 'Escape') return moves.cancel();
  if (days !== 0 && shiftKey) {
    if (id !== undefined && canChange) moves.step(id, days);
    return true;
  }
  if (shiftKey) return false;
  if (days !== 0) {
    if (id === undefined || Math.abs(days) === 1 || !moveInDay(cell, days > 0 ? 1 : -1)) goTo(addDays(day, days), place);
    return true;
  }
  const other = jump(key, place);
  if (other !== undefined) {
    goTo(other, place);
    return true;
  }
  if (key === 'n' && canChange) {
    router.go(newOn(route, day));
    return true;
  }
  if (target !== cell || (key !== 'Enter' && key !== ' ')) return false;
  onOpenDay(day);
  return true;
}

/** The days that an arrow key goes forward. */
function daysOf(key: string, cell: HTMLElement): number {
  const right = getComputedStyle(cell).direction === 'rtl' ? -1 : 1;
  return { ArrowRight: right, ArrowLeft: -right, ArrowDown: 7, ArrowUp: -7 }[key] ?? 0;
}

function jump(key: string, { day, weeks }: Place): string | undefined {
  const week = weeks.find((one) => one.includes(day));
  const months = { PageDown: 1, PageUp: -1 }[key];
  if (months !== undefined) return sameDayIn(addMonths(monthOf(day), months), day);
  if (key === 'Home') return week?.[0];
  return key === 'End' ? week?.at(-1) : undefined;
}

/** Moves the focus to the next record of the day. Returns whether there is one. */
function moveInDay(cell: HTMLElement, by: 1 | -1): boolean {
  const stops = [...cell.querySelectorAll<HTMLElement>('.record-link, .day-more')];
  const at = document.activeElement instanceof HTMLElement ? stops.indexOf(document.activeElement) : -1;
  const next = by === -1 && at === 0 ? cell : stops[at + by];
  next?.focus();
  return next !== undefined;
}

/** Focuses a day, in another month if it must. */
function goTo(day: string, { weeks, route: { type, view, open }, router }: Place): void {
  const shown = document.getElementById(`day-${day}`);
  if (shown !== null && weeks.some((week) => week.includes(day))) {
    shown.focus();
    return;
  }
  router.go(hrefOf({ type, open, view: viewOn(view, day) }));
  focusSoon(`day-${day}`);
}
