import { AsyncLocalStorage } from 'node:async_hooks';

/** Units of DynamoDB, as DynamoDB counted them. */
export interface UnitsUsed {
  readonly readUnits: number;
  readonly writeUnits: number;
}

/** Counts the units that each request uses, also with concurrent requests. */
export interface UsageMeter {
  /** Runs a request and passes it the running count. */
  measure(run: (used: UnitsUsed) => void): void;
  /** Adds to the count of the current request; ignored outside of a request. */
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
