/** Stands in for debug, which is silent unless the setting DEBUG names who may speak: on Lambda it always is. */
export default function createDebug(namespace: string): Debug {
  return Object.assign(() => undefined, { namespace, enabled: false });
}

interface Debug {
  (...values: readonly unknown[]): void;
  readonly namespace: string;
  readonly enabled: boolean;
}
