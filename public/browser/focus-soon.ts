/** Focuses an element after the next render, which removes the one that has the focus. */
export function focusSoon(id: string): void {
  requestAnimationFrame(() => document.getElementById(id)?.focus());
}
