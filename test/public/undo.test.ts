import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { signal } from '@preact/signals';
import { undoAction } from '../../public/keyboard/undo-keys.ts';
import { createToasts, type Toasts } from '../../public/state/toasts.ts';
import { createUndo, type Step, type Undo } from '../../public/state/undo.ts';

let toasts: Toasts;
let undo: Undo;
let value: string[];
const underway = signal(0);
beforeEach(() => {
  jest.useFakeTimers();
  toasts = createToasts();
  undo = createUndo({ toasts, underway });
  value = [];
});

const settle = async () => await jest.advanceTimersByTimeAsync(0);
const texts = () => toasts.shown.value.map(({ message }) => message.map((part) => (typeof part === 'string' ? part : part.value)).join(''));
const buttons = () => toasts.shown.value.flatMap(({ action }) => action?.label ?? []);

/** Adds a letter, with the steps that take it off and put it on again. */
function write(letter: string): void {
  const off: Step = async () => {
    value = value.filter((one) => one !== letter);
    return { what: [`${letter} is off`], reverse: on };
  };
  const on: Step = async () => {
    value.push(letter);
    return { what: [`${letter} is on`], reverse: off };
  };
  value.push(letter);
  undo.offer([`${letter} is on`], off);
}

describe('the changes that can be undone', () => {
  it('are undone from the last, and redone from the first', async () => {
    for (const letter of ['a', 'b', 'c']) write(letter);
    undo.latest();
    undo.latest();
    await settle();
    expect(value).toEqual(['a']);
    undo.redo();
    await settle();
    expect(value).toEqual(['a', 'b']);
    undo.redo();
    undo.latest();
    undo.latest();
    undo.latest();
    await settle();
    expect(value).toEqual([]);
    undo.latest();
    await settle();
    expect(texts()).toContain('Nothing to undo');
  });

  it('share one order with the buttons of the messages', async () => {
    for (const letter of ['a', 'b']) write(letter);
    toasts.shown.value[0]?.action?.run();
    await settle();
    expect(value).toEqual(['b']);
    expect(buttons()).toEqual(['Undo', 'Redo']);
    toasts.shown.value[1]?.action?.run();
    await settle();
    expect(value).toEqual(['b', 'a']);
    expect(texts()).toEqual(['b is on', 'a is on']);
    undo.latest();
    await settle();
    expect(value).toEqual(['b']);
  });

  it('can be undone after their messages have closed', async () => {
    write('a');
    await jest.advanceTimersByTimeAsync(60_000);
    expect(texts()).toEqual([]);
    undo.latest();
    await settle();
    expect(value).toEqual([]);
  });

  it('cannot be redone after a new change', async () => {
    write('a');
    undo.latest();
    await settle();
    write('b');
    expect(buttons()).toEqual(['Undo']);
    undo.redo();
    await settle();
    expect(value).toEqual(['b']);
    expect(texts()).toContain('Nothing to redo');
  });

  it('are the last 50', async () => {
    for (let index = 0; index < 55; index++) write(String(index));
    for (let index = 0; index < 55; index++) undo.latest();
    await settle();
    expect(value).toEqual(['0', '1', '2', '3', '4']);
  });
});

describe('a change that cannot be undone', () => {
  it('says why, once, and the earlier one follows', async () => {
    write('a');
    undo.block(['It is final']);
    undo.latest();
    await settle();
    expect(texts()).toContain('It is final');
    expect(value).toEqual(['a']);
    undo.latest();
    await settle();
    expect(value).toEqual([]);
  });

  it('is neither redone nor undone again after a step failed', async () => {
    write('a');
    undo.offer(['b is on'], async () => {
      throw new Error('It has changed since.');
    });
    undo.latest();
    await settle();
    expect(texts()).toContain('Undo failed. It has changed since.');
    undo.redo();
    undo.latest();
    await settle();
    expect(texts()).toContain('Nothing to redo');
    expect(value).toEqual([]);
  });
});

it('an undo waits until changes that are being saved are known', async () => {
  write('a');
  underway.value = 1;
  undo.latest();
  await settle();
  expect(value).toEqual(['a']);
  write('b');
  underway.value = 0;
  await settle();
  expect(value).toEqual(['a']);
});

describe('the keys', () => {
  const plain = { key: 'z', code: 'KeyZ', ctrlKey: false, metaKey: false, shiftKey: false, altKey: false };
  it.each([
    ['Ctrl+Z', { ctrlKey: true }, 'undo'],
    ['Cmd+Z', { metaKey: true }, 'undo'],
    ['Ctrl+Z with Caps Lock', { ctrlKey: true, key: 'Z' }, 'undo'],
    ['Ctrl+Z on a Russian keyboard', { ctrlKey: true, key: 'я' }, 'undo'],
    ['Ctrl+Z on a German keyboard', { ctrlKey: true, code: 'KeyY' }, 'undo'],
    ['Ctrl+Shift+Z', { ctrlKey: true, shiftKey: true, key: 'Z' }, 'redo'],
    ['Cmd+Shift+Z', { metaKey: true, shiftKey: true }, 'redo'],
    ['Ctrl+Y', { ctrlKey: true, key: 'y', code: 'KeyY' }, 'redo'],
    ['Z', {}, undefined],
    ['Shift+Z', { shiftKey: true, key: 'Z' }, undefined],
    ['Ctrl+Alt+Z', { ctrlKey: true, altKey: true }, undefined],
    ['Ctrl+W on a French keyboard', { ctrlKey: true, key: 'w' }, undefined],
    ['Ctrl+Shift+Y', { ctrlKey: true, shiftKey: true, key: 'Y', code: 'KeyY' }, undefined],
  ] as const)('%s', (_, keys, expected) => {
    const action = undoAction({ ...plain, ...keys }, undo);
    expect(action).toBe(expected === undefined ? undefined : expected === 'undo' ? undo.latest : undo.redo);
  });
});
