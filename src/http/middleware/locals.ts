import type { Caller } from '../../identity/caller.ts';
import type { Scope } from '../../store/record-store.ts';

declare global {
  namespace Express {
    /** The values that middleware adds for later handlers. */
    interface Locals {
      requestId?: string;
      caller?: Caller;
      /** The record type in the path, in the caller's workspace. */
      scope?: Scope;
      /** The record's id in the path. */
      recordId?: string;
      /** The person's id in the path. */
      personId?: string;
      /** The version and the change set in the path. */
      version?: number;
      changeSet?: string;
      /** The path of the route. */
      route?: string;
    }
  }
}
