import { malformed, Problem, type RequestFault } from '../problem.ts';

/** Collects the faults of a request, so that one response lists all of them. */
export interface FaultCollector {
  add(...faults: readonly RequestFault[]): void;
  /** Returns the value. If it is a fault, collects it and returns `fallback`. */
  take<Value>(value: Value | RequestFault, fallback: Value): Value;
  /** Returns the result of `read`. If `read` throws a `malformed-request`, collects its faults and returns `undefined`. */
  collect<Value>(read: () => Value): Value | undefined;
  /** @throws {Problem} `malformed-request` with all collected faults, if there are any */
  throwIfAny(): void;
}

export function createFaultCollector(): FaultCollector {
  const collected: RequestFault[] = [];
  return {
    add: (...faults) => void collected.push(...faults),
    take(value, fallback) {
      if (!isFault(value)) return value;
      collected.push(value);
      return fallback;
    },
    collect(read) {
      try {
        return read();
      } catch (error) {
        if (!(error instanceof Problem) || error.slug !== 'malformed-request') throw error;
        collected.push(...error.errors);
        return undefined;
      }
    },
    throwIfAny() {
      if (collected.length > 0) throw malformed(collected);
    },
  };
}

export function isFault(value: unknown): value is RequestFault {
  return typeof value === 'object' && value !== null && 'in' in value && 'code' in value;
}
