import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';

const WELL_FORMED = /^[A-Za-z0-9._-]{8,128}$/;

/** Gives every request an id and returns it in `X-Request-Id`. Keeps a well-formed id from the client. */
export function createRequestId(): RequestHandler {
  return function requestId(req, res, next) {
    const sent = req.headers['x-request-id'];
    const id = typeof sent === 'string' && WELL_FORMED.test(sent) ? sent : randomUUID();
    res.locals.requestId = id;
    res.set('X-Request-Id', id);
    next();
  };
}
