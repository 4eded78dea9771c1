import { type DynamoProxy, passOn, startDynamoProxy } from '../../support/dynamodb-proxy.ts';
import type { Fault } from './database-faults.ts';

export interface FaultOptions {
  /** Applies only to requests that contain this text, such as the name of a workspace. Default: all. */
  readonly matching?: string;
  /** How many of them succeed first. Default: none. */
  readonly after?: number;
  /** How many then get the fault. Default: all. */
  readonly times?: number;
}

export interface InjectedFault {
  /** The number of matching requests so far, with and without the fault. */
  readonly requestCount: () => number;
  end(): void;
}

export interface FaultProxy extends DynamoProxy {
  /** Gives matching requests a fault. Without a fault it only counts them. */
  injectFault(fault: Fault | undefined, options?: FaultOptions): InjectedFault;
}

/** A proxy in front of a real DynamoDB that gives requests the faults that a test sets. */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  const injected = new Set<(body: string) => Fault | undefined>();

  const proxy = await startDynamoProxy(target, async (exchange) => {
    const faults = [...injected].flatMap((faultOf) => faultOf(exchange.body) ?? []);
    const serve = faults[0] ?? passOn;
    await serve(exchange);
  });

  return {
    ...proxy,
    injectFault(fault, { matching = '', after = 0, times = Number.POSITIVE_INFINITY } = {}) {
      let count = 0;
      const faultOf = (body: string) => {
        if (!body.includes(matching)) return undefined;
        const n = count++;
        return n >= after && n < after + times ? fault : undefined;
      };
      injected.add(faultOf);
      return { requestCount: () => count, end: () => void injected.delete(faultOf) };
    },
  };
}
