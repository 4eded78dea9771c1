/**
 * Replaces depd, which warns developers when they call deprecated functions, on the server and in tests. At the start it would
 * read a stack for each deprecated function of Express.
 */
export default function depd(_namespace: string): Deprecate {
  return Object.assign(() => undefined, { function: <Fn>(deprecated: Fn) => deprecated, property: () => undefined });
}

interface Deprecate {
  (message: string): void;
  readonly function: <Fn>(deprecated: Fn, message?: string) => Fn;
  readonly property: (object: object, name: string, message?: string) => void;
}
