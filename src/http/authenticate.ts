import type { RequestHandler } from 'express';
import type { Identify } from '../identity/caller.ts';

export interface AuthenticateOptions {
  readonly identify: Identify;
  /** Paths that anyone may call. */
  readonly publicPaths: ReadonlySet<string>;
}

/** Finds out who calls before anything else is told about a path, so that an anonymous caller learns nothing. */
export function createAuthenticate({ identify, publicPaths }: AuthenticateOptions): RequestHandler {
  return async function authenticate(req, res, next) {
    if (!publicPaths.has(req.baseUrl + req.path)) res.locals.caller = await identify({ authorization: req.headers.authorization });
    next();
  };
}
