import { type ReadonlySignal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { may } from '../model/person.ts';
import { hrefOf } from '../model/route.ts';
import { isTrash } from '../model/view.ts';
import type { App } from '../state/app.ts';
import { useApp } from '../state/app-context.ts';
import { changeCell, focusedRecord, moveInList } from './list-keys.ts';
import { undoAction } from './undo-keys.ts';

/** All shortcuts, in the order of the help dialog. */
export const SHORTCUTS: readonly (readonly [key: string, meaning: string])[] = [
  ['/', 'search'],
  ['n', 'new record'],
  ['a', 'quick add'],
  ['j  k', 'next, previous record'],
  ['↑  ↓', 'previous, next record; with Shift, select them'],
  ['←  →', 'previous, next field of the record'],
  ['Shift ←  →', 'on a board, move the card to the next column'],
  ['m', 'on a board, choose a column for the card'],
  ['Enter', 'open the record, or change the field'],
  ['F2', 'change the title'],
  ['Tab', 'save the field and change the next one'],
  ['x', 'select the record'],
  ['d', 'mark as done'],
  ['Delete', 'move the record or the selected records to the trash'],
  ['Ctrl Z', 'undo'],
  ['Ctrl Shift Z', 'redo'],
  ['Ctrl Enter', 'save the form'],
  ['Esc', 'close, or clear the selection'],
  ['r', 'reload the list'],
  ['?', 'show keyboard shortcuts'],
];

export interface Shortcuts {
  readonly isHelpOpen: ReadonlySignal<boolean>;
  closeHelp(): void;
}

/** The page's shortcuts. Single-letter keys are off while someone types, and all are off while a modal dialog is open. */
export function useShortcuts(): Shortcuts {
  const app = useApp();
  const isHelpOpen = useSignal(false);

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || document.querySelector('dialog.dialog[open]') !== null) return;
      if (event.key === 'Escape') {
        stepBack(app);
        return;
      }
      if (isTyping(event.target)) return;
      if (moveInList(app, event) || changeCell(app, event)) {
        event.preventDefault();
        return;
      }
      const undo = undoAction(event, app.editing.peek()?.undo);
      if (undo === undefined && (event.ctrlKey || event.metaKey || event.altKey)) return;
      const act = undo ?? (event.key === '?' ? showHelp : actionOf(app, event.key));
      if (act === undefined) return;
      event.preventDefault();
      act();
    };
    const showHelp = () => {
      isHelpOpen.value = true;
    };
    document.addEventListener('keydown', onKeyDown);
    for (const event of app.takeHeldKeys()) onKeyDown(event);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);

  return {
    isHelpOpen,
    closeHelp() {
      isHelpOpen.value = false;
    },
  };
}

function actionOf(app: App, key: string): (() => void) | undefined {
  const { route, lists, selection, person, router, run } = app;
  const mutations = app.editing.peek()?.mutations;
  const shown = route.peek();
  const list = lists.current.peek();
  if (shown === undefined || list === undefined) return undefined;
  const { type, view } = shown;
  const canChange = may(person.peek(), 'editor');
  const canAdd = canChange && !isTrash(view);
  const record = focusedRecord(app);

  const actions: Readonly<Record<string, (() => void) | undefined>> = {
    '/': () => focusOn('search'),
    n: canAdd ? () => router.go(hrefOf({ type, view, open: 'new' })) : undefined,
    a: canAdd ? () => focusOn('quick-add') : undefined,
    j: () => step(app, 1),
    k: () => step(app, -1),
    x: canChange && record ? () => selection.toggle(record.id) : undefined,
    d: canAdd && record ? () => run(async () => await mutations?.toggleDone(type, record)) : undefined,
    r: () => run(list.reload),
    Delete: canAdd
      ? () => {
          const marked = selection.records.peek();
          const records = marked.length > 0 ? marked : record === undefined ? [] : [record];
          if (records.length === 0) return;
          if (marked.length === 0) step(app, 1);
          selection.clear();
          run(async () => await mutations?.trash(type, records));
        }
      : undefined,
  };
  return actions[key];
}

function stepBack({ route, router, selection }: App): void {
  const shown = route.peek();
  const close = document.querySelector<HTMLElement>('dialog.panel[open] .panel-head button');
  if (close !== null) close.click();
  else if (selection.ids.peek().size > 0) selection.clear();
  else if (shown?.open !== undefined) router.go(hrefOf({ type: shown.type, view: shown.view }));
  else if (document.activeElement instanceof HTMLInputElement) document.activeElement.blur();
}

function step(app: App, by: number): void {
  const records = app.lists.current.peek()?.records.peek() ?? [];
  const focused = focusedRecord(app);
  if (focused === undefined) {
    firstOnScreen()?.focus();
    return;
  }
  const index = records.findIndex(({ id }) => id === focused.id);
  const next = records[Math.max(0, index + by)] ?? records.at(-1);
  if (next !== undefined) focusOn(`open-${next.id}`);
}

/** The first record in view, which in a scrolled list is not the first of all. */
function firstOnScreen(): HTMLElement | undefined {
  return [...document.querySelectorAll<HTMLElement>('.record-link')].find((link) => link.getBoundingClientRect().top >= 0);
}

function focusOn(id: string): void {
  const element = document.getElementById(id);
  element?.focus();
  if (element instanceof HTMLInputElement) element.select();
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || (target.matches('input, textarea, select') && !target.matches('[type="checkbox"], [type="radio"]'));
}
