import type { RequestHandler } from 'express';

/** Only the caller's own browser may cache a response. It must revalidate on each use; the `ETag` makes that cheap. */
export function createCacheControl(): RequestHandler {
  return function cacheControl(_req, res, next) {
    res.set('Cache-Control', 'private, no-cache');
    next();
  };
}
