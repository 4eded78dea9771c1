import type { RequestHandler } from 'express';

/** Answers are for their caller alone, and only good as long as the service says so (their `ETag` makes asking cheap). */
export function createCacheControl(): RequestHandler {
  return function cacheControl(_req, res, next) {
    res.set('Cache-Control', 'private, no-cache');
    next();
  };
}
