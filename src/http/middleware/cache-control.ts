import type { RequestHandler } from 'express';

/** Allows only the caller's own browser to cache a response. The browser must revalidate on each use; the `ETag` makes that cheap. */
export function createCacheControl(): RequestHandler {
  return function cacheControl(_req, res, next) {
    res.set('Cache-Control', 'private, no-cache');
    next();
  };
}
