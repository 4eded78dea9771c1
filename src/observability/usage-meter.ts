import { AsyncLocalStorage } from 'node:async_hooks';

/** Capacity units of one request, as reported by DynamoDB. */
export interface UnitsUsed {
  readonly readUnits: number;
  readonly writeUnits: number;
}

/** Counts the units of each request separately, even if requests run concurrently. */
export interface UsageMeter {
  /** Runs a request and passes it its count, which increases while the request runs. */
  measure(run: (used: UnitsUsed) => void): void;
  /** Adds units to the current request. Does nothing outside of a request. */
  add(usage: { readonly kind: 'read' | 'write'; readonly units: number }): void;
}

export function createUsageMeter(): UsageMeter {
  const requests = new AsyncLocalStorage<{ readUnits: number; writeUnits: number }>();

  return {
    measure(run) {
      const used = { readUnits: 0, writeUnits: 0 };
      requests.run(used, () => run(used));
    },
    add({ kind, units }) {
      const used = requests.getStore();
      if (used !== undefined) used[kind === 'read' ? 'readUnits' : 'writeUnits'] += units;
    },
  };
}
