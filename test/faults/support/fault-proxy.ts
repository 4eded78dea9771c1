import { type DynamoProxy, passOn, startDynamoProxy } from '../../support/dynamodb-proxy.ts';
import type { Fault } from './database-faults.ts';

export interface StrikeOptions {
  /** Which requests: those that hold this text, such as the name of a workspace. Default: all. */
  readonly matching?: string;
  /** How many of them go well before. Default: none. */
  readonly after?: number;
  /** How many meet the fault. Default: all from then on. */
  readonly times?: number;
}

export interface Strike {
  /** The requests so far that it is about, whether they met the fault or not. */
  readonly requestCount: () => number;
  end(): void;
}

export interface FaultProxy extends DynamoProxy {
  /** Has requests meet a fault; without one they are only counted. */
  strike(fault: Fault | undefined, options?: StrikeOptions): Strike;
}

/** Stands before a DynamoDB and breaks what a test wants broken. What becomes of the data is real. */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  const strikes = new Set<(body: string) => Fault | undefined>();

  const proxy = await startDynamoProxy(target, async (exchange) => {
    const faults = [...strikes].flatMap((faultOf) => faultOf(exchange.body) ?? []);
    const serve = faults[0] ?? passOn;
    await serve(exchange);
  });

  return {
    ...proxy,
    strike(fault, { matching = '', after = 0, times = Number.POSITIVE_INFINITY } = {}) {
      let count = 0;
      const faultOf = (body: string) => {
        if (!body.includes(matching)) return undefined;
        const n = count++;
        return n >= after && n < after + times ? fault : undefined;
      };
      strikes.add(faultOf);
      return { requestCount: () => count, end: () => void strikes.delete(faultOf) };
    },
  };
}
