import { AsyncLocalStorage } from 'node:async_hooks';

/** Units of DynamoDB, as DynamoDB counted them. */
export interface UnitsUsed {
  readonly readUnits: number;
  readonly writeUnits: number;
}

/** Counts what each request uses of the table, also where several run at once. */
export interface UsageMeter {
  /** Runs a request, giving it the count that rises while it runs. */
  measure(run: (used: UnitsUsed) => void): void;
  /** Counts for the request that is running here; outside of one, for nobody. */
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
