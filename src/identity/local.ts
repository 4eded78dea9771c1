import type { Caller, Identify } from './caller.ts';

const LOCAL_CALLER: Caller = Object.freeze({ sub: 'local', workspace: 'local', role: 'admin' });

/** Identifies every caller as the same admin, for a server that only this machine can reach. */
export function createLocalIdentity(): Identify {
  return function identifyLocally() {
    return LOCAL_CALLER;
  };
}
