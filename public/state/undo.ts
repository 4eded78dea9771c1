import { effect, type ReadonlySignal } from '@preact/signals';
import { type Message, message } from '../model/message.ts';
import { reasonOf } from '../requests/problem.ts';
import type { Toasts } from './toasts.ts';

/** Undoes a change, or makes it again. Resolves to `undefined` if it changed nothing and has said why. */
export type Step = () => Promise<Done | undefined>;

/** What a step did, and the step that reverses it. */
export interface Done {
  readonly what: Message;
  readonly reverse: Step;
}

/** The changes since the page was loaded that can be undone or redone. They stay after their messages close. */
export interface Undo {
  /** Shows a message about a change, with an Undo button. */
  offer(what: Message, reverse: Step): void;
  /** Adds a change without a message, such as a new row in the list. */
  remember(reverse: Step): void;
  /** Adds a change that cannot be undone. `latest` then shows the reason, and does not undo an earlier change instead. */
  block(reason: Message): void;
  /** Undoes the last change. */
  latest(): void;
  /** Makes the change again that was undone last. */
  redo(): void;
}

export interface UndoOptions {
  readonly toasts: Toasts;
  /** The number of writes that have no answer yet. */
  readonly underway: ReadonlySignal<number>;
}

interface Entry {
  readonly step: Step;
  readonly toast: number | undefined;
}

interface Stack {
  readonly label: 'Undo' | 'Redo';
  readonly entries: Entry[];
}

const MAX_KEPT = 50;

export function createUndo({ toasts, underway }: UndoOptions): Undo {
  const past: Stack = { label: 'Undo', entries: [] };
  const future: Stack = { label: 'Redo', entries: [] };
  let turn = Promise.resolve();

  function push({ entries }: Stack, entry: Entry): void {
    entries.push(entry);
    if (entries.length > MAX_KEPT) entries.shift();
  }

  function show(stack: Stack, { what, reverse }: Done): void {
    const ofToast = () => stack.entries.find((entry) => entry.toast === toast);
    const toast = toasts.info(what, { label: stack.label, run: () => takeTurn(stack, ofToast) });
    push(stack, { step: reverse, toast });
  }

  /** A new change. What was undone before it cannot be redone. */
  function add(change: () => void): void {
    for (const { toast } of future.entries.splice(0)) if (toast !== undefined) toasts.close(toast);
    change();
  }

  /** One step at a time, and after the changes that are being saved: the last of them is what a person wants to undo. */
  function takeTurn(stack: Stack, pick: () => Entry | undefined): void {
    turn = turn.then(async () => {
      await untilSaved(underway);
      await run(stack, pick());
    });
  }

  async function run(stack: Stack, entry: Entry | undefined): Promise<void> {
    if (entry === undefined) return;
    stack.entries.splice(stack.entries.indexOf(entry), 1);
    if (entry.toast !== undefined) toasts.close(entry.toast);
    try {
      const done = await entry.step();
      if (done !== undefined) show(stack === past ? future : past, done);
    } catch (error) {
      toasts.alarm([`${stack.label} failed. `, ...message`${reasonOf(error)}`]);
    }
  }

  function last(stack: Stack): Entry | undefined {
    const entry = stack.entries.at(-1);
    if (entry === undefined) toasts.info([`Nothing to ${stack.label.toLowerCase()}`]);
    return entry;
  }

  return {
    offer: (what, reverse) => add(() => show(past, { what, reverse })),
    remember: (reverse) => add(() => push(past, { step: reverse, toast: undefined })),
    block(reason) {
      const step = async () => {
        toasts.info(reason);
        return undefined;
      };
      add(() => push(past, { step, toast: undefined }));
    },
    latest: () => takeTurn(past, () => last(past)),
    redo: () => takeTurn(future, () => last(future)),
  };
}

/** Waits until no write is under way and each has been added to the changes. */
async function untilSaved(underway: ReadonlySignal<number>): Promise<void> {
  while (underway.peek() > 0) {
    let stop = () => {};
    await new Promise<void>((resolve) => {
      stop = effect(() => {
        if (underway.value === 0) resolve();
      });
    });
    stop();
    // The code that sent the write has to handle the answer first, and it may send the next one.
    await new Promise((resolve) => setTimeout(resolve));
  }
}
