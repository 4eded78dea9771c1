import type { Request, RequestHandler } from 'express';
import type { Identify } from '../../identity/caller.ts';

export interface AuthenticateOptions {
  readonly identify: Identify;
  /** Paths that anyone may call. */
  readonly publicPaths: ReadonlySet<string>;
}

/** Finds out who calls before anything else is told about a path, so that an anonymous caller learns nothing. */
export function createAuthenticate({ identify, publicPaths }: AuthenticateOptions): RequestHandler {
  return async function authenticate(req, res, next) {
    if (!publicPaths.has(req.baseUrl + req.path)) res.locals.caller = await identify(credentialsOf(req));
    next();
  };
}

function credentialsOf(req: Request) {
  return {
    /**
     * The one `Authorization` of a request: of several, Node would keep the first and say nothing. Read only where it is asked for:
     * behind API Gateway nobody does, and Node then has all headers to go through.
     */
    get authorization(): string | undefined {
      const given = req.headersDistinct['authorization'] ?? [];
      return given.length === 1 ? given[0] : undefined;
    },
  };
}
