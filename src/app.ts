import express, { type Express } from 'express';
import helmet from 'helmet';
import { type AccessLogEntry, createAccessLog } from './http/access-log.ts';
import { createApiRouter } from './http/api-router.ts';
import { createAuthenticate } from './http/authenticate.ts';
import { createCacheControl } from './http/cache-control.ts';
import { createCrossOrigin } from './http/cross-origin.ts';
import { createErrorHandler, createNotFound } from './http/error-handler.ts';
import { createFaultReporter } from './http/failures.ts';
import { createRequestId } from './http/request-id.ts';
import { createRoutes } from './http/routes.ts';
import { createTurns } from './http/turns.ts';
import type { Services } from './services.ts';

/** The map of a request, from top to bottom. */
export function createApp(services: Services): Express {
  const { recordTypes, store, idempotency, identify, logger, usage, metrics, corsOrigins, rateLimit, load, deadline, timeLimit } = services;
  const reportFault = createFaultReporter(logger);
  const recordAnswer = (entry: AccessLogEntry) => {
    logger.info('request', entry);
    metrics?.(entry);
  };
  const routes = createRoutes({ recordTypes, store, idempotency, reportFault });
  const publicPaths = new Set(routes.filter(({ role }) => role === 'anyone').map(({ path }) => path));

  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.enable('case sensitive routing');
  app.enable('strict routing');

  app.use(createRequestId());
  app.use(createAccessLog({ usage, write: recordAnswer }));
  app.use(helmet());
  app.use('/api', createCacheControl());
  if (corsOrigins.length > 0) app.use('/api', createCrossOrigin(corsOrigins));
  if (rateLimit !== undefined) app.use('/api', rateLimit('address'));
  app.use('/api', createAuthenticate({ identify, publicPaths }));
  if (rateLimit !== undefined) app.use('/api', rateLimit('caller'));
  app.use(createApiRouter({ routes, recordTypes, store, deadline, timeLimit, turns: createTurns(load) }));
  app.use(createNotFound());
  app.use(createErrorHandler({ reportFault }));
  return app;
}
