/** The part of a document that this uses. */
export interface KeyPage<Key> {
  addEventListener(type: 'keydown', listener: (event: Key) => void): unknown;
  removeEventListener(type: 'keydown', listener: (event: Key) => void): unknown;
}

/** Keeps the keys that are pressed until the shortcuts are loaded. Gives a function that hands them over, once. */
export function holdKeys<Key = KeyboardEvent>(page: KeyPage<Key>): () => Key[] {
  let held: Key[] = [];
  const hold = (event: Key) => void held.push(event);
  page.addEventListener('keydown', hold);
  return () => {
    page.removeEventListener('keydown', hold);
    const keys = held;
    held = [];
    return keys;
  };
}
