import { createHistory, STREAM_TIMING } from '../../../src/history/history.ts';
import type { CreateOwnRoute } from '../../../src/http/own-route.ts';
import { createRoutes } from '../../../src/http/routes/routes.ts';
import { createOpenApi } from '../../../src/openapi/create-openapi.ts';
import type { OpenApiDocument } from '../../../src/openapi/document.ts';
import { withOpenApi } from '../../../src/openapi/openapi.ts';
import { createPeople } from '../../../src/people/people.ts';
import { recordTypes as kept } from '../../../src/records/index.ts';
import { ownRoutes as keptRoutes } from '../../../src/routes/index.ts';
import type { RecordType } from '../../../src/schema/record-type.ts';
import { createDynamoClient, createDynamoTable } from '../../../src/store/dynamo-client.ts';
import { createDynamoStore } from '../../../src/store/dynamo-store.ts';
import { createIdempotency } from '../../../src/store/idempotency.ts';

/** Returns the document of the service for these record types and own routes. Default: those in `src`. Opens no connection. */
export function openApiDocument(
  recordTypes: readonly RecordType[] = kept,
  ownRoutes: readonly CreateOwnRoute[] = recordTypes === kept ? keptRoutes : [],
): OpenApiDocument {
  const table = createDynamoTable({ client: createDynamoClient({ region: 'eu-central-1' }), tableName: 'none' });
  const services = {
    store: createDynamoStore({ table }),
    people: createPeople({ table }),
    idempotency: createIdempotency({ table }),
    history: createHistory({ table, days: 1, timing: STREAM_TIMING }),
    reportFault: () => undefined,
  };
  const routes = createRoutes({ recordTypes, ownRoutes, ...services });
  return createOpenApi({ recordTypes, routes: withOpenApi({ recordTypes, routes }) });
}
