import type { RequestHandler } from 'express';

/** Answers belong to their caller, and must be revalidated; `ETag` makes that cheap. */
export function createCacheControl(): RequestHandler {
  return function cacheControl(_req, res, next) {
    res.set('Cache-Control', 'private, no-cache');
    next();
  };
}
