import type { Caller } from '../../identity/caller.ts';
import type { Scope } from '../../store/record-store.ts';

declare global {
  namespace Express {
    /** What the middleware finds out about a request, for those after it. */
    interface Locals {
      requestId?: string;
      caller?: Caller;
      /** The record type in the path, in the caller's workspace. */
      scope?: Scope;
      /** The record's id in the path. */
      recordId?: string;
      /** The path as the route writes it. */
      route?: string;
    }
  }
}
