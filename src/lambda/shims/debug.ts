/** Replaces debug, which prints only if the environment variable DEBUG is set. On Lambda, it never prints. */
export default function createDebug(namespace: string): Debug {
  return Object.assign(() => undefined, { namespace, enabled: false });
}

interface Debug {
  (...values: readonly unknown[]): void;
  readonly namespace: string;
  readonly enabled: boolean;
}
