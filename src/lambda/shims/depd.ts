/**
 * Replaces depd, which warns developers about deprecated functions. The server and the tests use the original package.
 * On Lambda, it would read a stack trace for each deprecated function of Express at the start.
 */
export default function depd(_namespace: string): Deprecate {
  return Object.assign(() => undefined, { function: <Fn>(deprecated: Fn) => deprecated, property: () => undefined });
}

interface Deprecate {
  (message: string): void;
  readonly function: <Fn>(deprecated: Fn, message?: string) => Fn;
  readonly property: (object: object, name: string, message?: string) => void;
}
