import { useEffect } from 'preact/hooks';
import type { RecordType } from '../../src/schema/record-type.ts';
import { commandLetter, hasCommandKey } from '../browser/command-key.ts';
import { may } from '../model/person.ts';
import { hrefOf } from '../model/route.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import { isTrash } from '../model/view.ts';
import type { App } from '../state/app.ts';
import { useApp } from '../state/app-context.ts';
import { openNext } from '../state/open-next.ts';
import { fieldKeys } from './field-keys.ts';
import { changeCell, focusedRecord, moveInList } from './list-keys.ts';
import { undoAction } from './undo-keys.ts';

/** The page's shortcuts. Single-letter keys are off while someone types, and all are off while a modal dialog is open. */
export function useShortcuts(): void {
  const app = useApp();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || document.querySelector('dialog.dialog[open]') !== null) return;
      if (event.key === 'Escape') {
        stepBack(app);
        return;
      }
      const isHandled = !isTyping(event.target) && (moveInList(app, event) || changeCell(app, event));
      const act = isHandled ? undefined : isTyping(event.target) ? whileTyping(app, event) : whileBrowsing(app, event);
      if (isHandled || act !== undefined) event.preventDefault();
      act?.();
    };
    document.addEventListener('keydown', onKeyDown);
    for (const event of app.takeHeldKeys()) onKeyDown(event);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
}

/** On a Mac, Ctrl+K deletes the rest of a line in a text field. Cmd+K does not. */
function whileTyping(app: App, event: KeyboardEvent): (() => void) | undefined {
  const isCommand = event.metaKey || !hasCommandKey(navigator);
  return isCommand ? paletteAction(app, event) : undefined;
}

function whileBrowsing(app: App, event: KeyboardEvent): (() => void) | undefined {
  const act = paletteAction(app, event) ?? undoAction(event, app.editing.peek()?.undo);
  if (act !== undefined || event.ctrlKey || event.metaKey || event.altKey) return act;
  return event.key === '?' ? () => app.late.peek()?.dialogs.open('keys') : singleKeyAction(app, event.key);
}

function paletteAction({ late }: App, event: KeyboardEvent): (() => void) | undefined {
  return commandLetter(event) === 'k' && !event.shiftKey ? () => late.peek()?.dialogs.open('commands') : undefined;
}

function singleKeyAction(app: App, key: string): (() => void) | undefined {
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
    q: canAdd ? () => focusOn('quick-add') : undefined,
    j: () => next(app, 1),
    k: () => next(app, -1),
    x: canChange && record ? () => selection.toggle(record.id) : undefined,
    d: canAdd && record ? () => run(async () => await mutations?.toggleDone(type, record)) : undefined,
    r: () => run(list.reload),
    Delete: canAdd
      ? () => {
          const selected = selection.records.peek();
          const records = selected.length > 0 ? selected : record === undefined ? [] : [record];
          if (records.length === 0) return;
          if (selected.length === 0) step(app, 1);
          selection.clear();
          run(async () => await mutations?.trash(type, records));
        }
      : undefined,
  };
  return actions[key] ?? (canAdd && record !== undefined ? fieldAction(app, type, record, key) : undefined);
}

/** Opens a field of the focused record, to change it in the list. */
function fieldAction({ editing }: App, type: RecordType, record: StoredRecord, key: string): (() => void) | undefined {
  const name = fieldKeys(type).find((field) => field.key === key)?.name;
  return name === undefined ? undefined : () => editing.peek()?.cells.edit({ type, record, name, typed: undefined, isFromRow: true });
}

function stepBack({ route, router, selection }: App): void {
  const shown = route.peek();
  const close = document.querySelector<HTMLElement>('dialog.panel[open] .panel-head button');
  if (close !== null) close.click();
  else if (selection.ids.peek().size > 0) selection.clear();
  else if (shown?.open !== undefined) router.go(hrefOf({ type: shown.type, view: shown.view }));
  else if (document.activeElement instanceof HTMLInputElement) document.activeElement.blur();
}

/** Opens the next record if one is open. Otherwise moves the focus to the next record. */
function next(app: App, by: 1 | -1): void {
  const open = app.route.peek()?.open;
  if (open !== undefined && open !== 'new') app.run(async () => showInList(await openNext(app, by)));
  else step(app, by);
}

/** Scrolls the list to the open record. */
function showInList(id: string | undefined): void {
  requestAnimationFrame(() => document.getElementById(`open-${id}`)?.scrollIntoView({ block: 'nearest' }));
}

function step(app: App, by: number): void {
  const records = app.lists.current.peek()?.records.peek() ?? [];
  const focused = focusedRecord(app);
  if (focused === undefined) {
    firstOnScreen()?.focus();
    return;
  }
  const index = records.findIndex(({ id }) => id === focused.id);
  const target = records[Math.max(0, index + by)] ?? records.at(-1);
  if (target !== undefined) focusOn(`open-${target.id}`);
}

/** Returns the first record on the screen. In a scrolled list, it is not the first of the list. */
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
