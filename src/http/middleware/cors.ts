import cors from 'cors';
import type { RequestHandler } from 'express';

const EXPOSED_HEADERS = ['ETag', 'Link', 'Location', 'X-Request-Id', 'Idempotency-Replayed', 'Retry-After'];
/** Seconds for which a browser need not ask again. */
const MAX_AGE = 600;

/**
 * Lets pages of other origins call the API from a browser. Of OPTIONS only a preflight ends here (Fetch standard, section 3.3.2: it
 * names the method to come); any other is a method that no path takes, which the library would answer with 204.
 */
export function createCrossOrigin(origins: readonly string[]): RequestHandler {
  const answer = cors({ origin: [...origins], exposedHeaders: EXPOSED_HEADERS, maxAge: MAX_AGE });
  return function crossOrigin(req, res, next) {
    const isOtherOptions = req.method === 'OPTIONS' && req.headers['access-control-request-method'] === undefined;
    if (isOtherOptions) next();
    else answer(req, res, next);
  };
}
