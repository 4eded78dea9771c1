import { malformed, Problem, type RequestFault } from '../problem.ts';

/** Gathers what is malformed about a request, so that all of it is told at once. */
export interface Malformations {
  add(...faults: readonly RequestFault[]): void;
  /** What `read` gives; `undefined` if that throws a `malformed-request`, whose faults are then gathered. */
  collect<Value>(read: () => Value): Value | undefined;
  /** @throws {Problem} `malformed-request` with every fault, if there is one */
  tell(): void;
}

export function createMalformations(): Malformations {
  const gathered: RequestFault[] = [];
  return {
    add: (...faults) => void gathered.push(...faults),
    collect(read) {
      try {
        return read();
      } catch (error) {
        if (!(error instanceof Problem) || error.slug !== 'malformed-request') throw error;
        gathered.push(...error.errors);
        return undefined;
      }
    },
    tell() {
      if (gathered.length > 0) throw malformed(gathered);
    },
  };
}
