import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { createToasts } from '../../public/state/toasts.ts';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

it('are shown in the modal dialog that opened last, and in the page after all dialogs have closed', () => {
  const toasts = createToasts();
  const [panel, conflict] = [Symbol('panel'), Symbol('conflict')];
  expect(toasts.dialog.value).toBeUndefined();
  const leavePanel = toasts.enterDialog(panel);
  const leaveConflict = toasts.enterDialog(conflict);
  expect(toasts.dialog.value).toBe(conflict);
  leaveConflict();
  expect(toasts.dialog.value).toBe(panel);
  leavePanel();
  expect(toasts.dialog.value).toBeUndefined();
});

it('close in time, also if the dialog with the pointer on them closes', () => {
  const toasts = createToasts();
  const leave = toasts.enterDialog(Symbol('panel'));
  toasts.info(['Saved']);
  toasts.hold(true);
  jest.advanceTimersByTime(10_000);
  expect(toasts.shown.value).toHaveLength(1);
  leave();
  jest.advanceTimersByTime(10_000);
  expect(toasts.shown.value).toEqual([]);
});
