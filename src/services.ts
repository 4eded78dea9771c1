import type { Identify } from './identity/caller.ts';
import type { Logger } from './observability/logger.ts';
import type { RecordType } from './schema/record-type.ts';
import type { Idempotency } from './store/idempotency.ts';
import type { RecordStore } from './store/record-store.ts';

/** Everything that the app is made of; put together here for the entries, and by tests for themselves. */
export interface Services {
  readonly recordTypes: readonly RecordType[];
  readonly store: RecordStore;
  readonly idempotency: Idempotency;
  readonly identify: Identify;
  readonly logger: Logger;
  /** Origins of other sites that may call the API from a browser; none: CORS is off. */
  readonly corsOrigins: readonly string[];
  /** Requests a minute, by caller and by address; `undefined`: no limit. */
  readonly rateLimit: number | undefined;
}
