import express, { type Express } from 'express';
import helmet from 'helmet';
import { createApiRouter } from './http/api-router.ts';
import { createConcurrencyLimit } from './http/concurrency-limit.ts';
import { type AccessLogEntry, createAccessLog } from './http/middleware/access-log.ts';
import { createAuthenticate } from './http/middleware/authenticate.ts';
import { createCacheControl } from './http/middleware/cache-control.ts';
import { createCrossOrigin } from './http/middleware/cors.ts';
import { createErrorHandler, createNotFound } from './http/middleware/error-handler.ts';
import { createRequestId } from './http/middleware/request-id.ts';
import { createRoutes } from './http/routes/routes.ts';
import { createFaultReporter } from './http/to-problem.ts';
import { withOpenApi } from './openapi/openapi.ts';
import type { Services } from './services.ts';

/** Creates the app. Every request passes these steps from top to bottom. */
export function createApp(services: Services): Express {
  const {
    recordTypes,
    store,
    people,
    idempotency,
    history,
    ownRoutes,
    identify,
    logger,
    usage,
    metrics,
    corsOrigins,
    trustProxy,
    rateLimits,
    load,
    deadline,
    timeLimit,
  } = services;
  const reportFault = createFaultReporter(logger);
  const recordResponse = (entry: AccessLogEntry) => {
    logger.info('request', entry);
    metrics?.(entry);
  };
  const ofRecords = createRoutes({ recordTypes, store, people, idempotency, reportFault, history, ownRoutes });
  const routes = withOpenApi({ recordTypes, routes: ofRecords });
  const publicPaths = new Set(routes.filter(({ role }) => role === 'anyone').map(({ path }) => path));

  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('trust proxy', trustProxy);
  app.enable('case sensitive routing');
  app.enable('strict routing');

  app.use(createRequestId());
  app.use(createAccessLog({ usage, write: recordResponse }));
  app.use(helmet());
  app.use('/api', createCacheControl());
  if (corsOrigins.length > 0) app.use('/api', createCrossOrigin(corsOrigins));
  app.use('/api', createAuthenticate({ identify, publicPaths }));
  if (rateLimits !== undefined) app.use('/api', rateLimits.byCaller, rateLimits.byAddress);
  app.use(createApiRouter({ routes, recordTypes, store, deadline, timeLimit, concurrencyLimit: createConcurrencyLimit(load) }));
  app.use(createNotFound());
  app.use(createErrorHandler({ reportFault }));
  return app;
}
