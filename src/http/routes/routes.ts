import type { History } from '../../history/history.ts';
import type { People } from '../../people/people.ts';
import type { RecordType } from '../../schema/record-type.ts';
import type { Idempotency } from '../../store/idempotency.ts';
import type { RecordStore } from '../../store/record-store.ts';
import { createExpand } from '../expand.ts';
import { type CreateOwnRoute, nameOwnRoutes } from '../own-route.ts';
import { createRecordOperations } from '../record-operations.ts';
import { createReferences } from '../references.ts';
import { createReferrers } from '../referrers.ts';
import type { Route } from '../route.ts';
import type { ReportFault } from '../to-problem.ts';
import { actionRoutes } from './action-routes.ts';
import { batchRoute } from './batch.ts';
import { importRoute } from './csv-import.ts';
import { historyRoutes } from './history-routes.ts';
import { listRoutes } from './list-routes.ts';
import { peopleRoutes } from './people-routes.ts';
import { recordRoutes } from './record-routes.ts';
import { serviceRoutes } from './service-routes.ts';
import { viewRoutes } from './view-routes.ts';

export interface RoutesOptions {
  readonly recordTypes: readonly RecordType[];
  readonly store: RecordStore;
  readonly people: People;
  readonly idempotency: Idempotency;
  readonly reportFault: ReportFault;
  /** `undefined`: there is none, and no routes for it. */
  readonly history: History | undefined;
  /** The routes of `src/routes`. */
  readonly ownRoutes: readonly CreateOwnRoute[];
}

/**
 * Creates every route of the API except that of the OpenAPI document, which `openapi/` adds.
 * @throws {TypeError} if the path of an own route is taken
 */
export function createRoutes(options: RoutesOptions): Route[] {
  const { recordTypes, store, people, idempotency, reportFault, history, ownRoutes } = options;
  const references = createReferences({ recordTypes, store, people });
  const expand = createExpand({ recordTypes, store, people });
  const operations = createRecordOperations({ recordTypes, store, references });
  const routes = [
    ...serviceRoutes({ recordTypes, store }),
    ...peopleRoutes({ people }),
    ...viewRoutes({ recordTypes, store, idempotency }),
    ...listRoutes({ recordTypes, store, people, expand }),
    ...recordRoutes({ store, operations, idempotency, expand, referrers: createReferrers({ recordTypes, store }) }),
    ...actionRoutes({ recordTypes, store, operations, idempotency }),
    batchRoute({ store, operations, idempotency, reportFault, history }),
    importRoute({ recordTypes, store, people, references, idempotency, reportFault, history }),
    ...(history === undefined ? [] : historyRoutes({ recordTypes, store, operations, history, reportFault })),
  ];
  const own = ownRoutes.map((create) => create({ recordTypes, store, operations, people, idempotency, history }));
  return [...routes, ...nameOwnRoutes(own, { recordTypes, routes })];
}
