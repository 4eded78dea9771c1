import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';

const WELL_FORMED = /^[A-Za-z0-9._-]{8,128}$/;

/** Gives every request an id, in the answer's `X-Request-Id`; a well-formed one that came in is kept. */
export function createRequestId(): RequestHandler {
  return function requestId(req, res, next) {
    const given = req.headers['x-request-id'];
    const id = typeof given === 'string' && WELL_FORMED.test(given) ? given : randomUUID();
    res.locals.requestId = id;
    res.set('X-Request-Id', id);
    next();
  };
}
