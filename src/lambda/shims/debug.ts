/** Replaces debug, which prints nothing unless the setting DEBUG names a namespace. On Lambda it never prints. */
export default function createDebug(namespace: string): Debug {
  return Object.assign(() => undefined, { namespace, enabled: false });
}

interface Debug {
  (...values: readonly unknown[]): void;
  readonly namespace: string;
  readonly enabled: boolean;
}
