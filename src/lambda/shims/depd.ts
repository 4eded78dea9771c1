/**
 * Stands in for depd, which says once for each place in the code that it calls what Express will drop. That is for whoever
 * writes the code, on the server and in tests; here it would read a stack for each of Express's functions at the start.
 */
export default function depd(_namespace: string): Deprecate {
  return Object.assign(() => undefined, { function: <Fn>(deprecated: Fn) => deprecated, property: () => undefined });
}

interface Deprecate {
  (message: string): void;
  readonly function: <Fn>(deprecated: Fn, message?: string) => Fn;
  readonly property: (object: object, name: string, message?: string) => void;
}
