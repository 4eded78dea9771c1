import { openApiRoute } from '../../openapi/openapi.ts';
import type { RecordType } from '../../schema/record-type.ts';
import type { Idempotency } from '../../store/idempotency.ts';
import type { RecordStore } from '../../store/record-store.ts';
import { createRecordOperations } from '../record-operations.ts';
import type { Route } from '../route.ts';
import type { ReportFault } from '../to-problem.ts';
import { batchRoute } from './batch.ts';
import { importRoute } from './csv-import.ts';
import { listRoutes } from './list-routes.ts';
import { recordRoutes } from './record-routes.ts';
import { serviceRoutes } from './service-routes.ts';

export interface RoutesOptions {
  readonly recordTypes: readonly RecordType[];
  readonly store: RecordStore;
  readonly idempotency: Idempotency;
  readonly reportFault: ReportFault;
}

/** Every route of the API. */
export function createRoutes({ recordTypes, store, idempotency, reportFault }: RoutesOptions): Route[] {
  const operations = createRecordOperations({ recordTypes, store });
  const routes: Route[] = [
    ...serviceRoutes({ recordTypes, store }),
    openApiRoute({ recordTypes, routes: () => routes }),
    ...listRoutes({ store }),
    ...recordRoutes({ store, operations, idempotency }),
    batchRoute({ store, operations, idempotency, reportFault }),
    importRoute({ store, reportFault }),
  ];
  return routes;
}
