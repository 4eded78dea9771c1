import type { Caller, Identify } from './caller.ts';

/** The workspace of a server without sign-in. */
export const LOCAL_WORKSPACE = 'local';
const LOCAL_CALLER: Caller = Object.freeze({ sub: 'local', workspace: LOCAL_WORKSPACE, role: 'admin' });

/** Identifies every caller as the same admin, for a server that only this machine can reach. */
export function createLocalIdentity(): Identify {
  return function identifyLocally() {
    return LOCAL_CALLER;
  };
}
