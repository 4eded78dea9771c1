/** Focuses an element after the next render. That render removes the element that has the focus. */
export function focusSoon(id: string): void {
  requestAnimationFrame(() => document.getElementById(id)?.focus());
}
