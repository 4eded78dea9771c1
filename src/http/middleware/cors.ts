import cors from 'cors';
import type { RequestHandler } from 'express';

const EXPOSED_HEADERS = ['Change-Set', 'ETag', 'Link', 'Location', 'X-Request-Id', 'Idempotency-Replayed', 'Retry-After'];
/** Seconds for which a browser caches a preflight. */
const MAX_AGE = 600;

/**
 * Allows pages of other origins to call the API from a browser. It answers preflights: OPTIONS requests with
 * `Access-Control-Request-Method` (Fetch standard, section 3.3.2). Other OPTIONS requests get 405 later; the library would answer 204.
 */
export function createCrossOrigin(origins: readonly string[]): RequestHandler {
  const handleCors = cors({ origin: [...origins], exposedHeaders: EXPOSED_HEADERS, maxAge: MAX_AGE });
  return function crossOrigin(req, res, next) {
    const isOtherOptions = req.method === 'OPTIONS' && req.headers['access-control-request-method'] === undefined;
    if (isOtherOptions) next();
    else handleCors(req, res, next);
  };
}
