/** Gives the focus to an element once what was just done is drawn, where that takes away what had it. */
export function focusSoon(id: string): void {
  requestAnimationFrame(() => document.getElementById(id)?.focus());
}
