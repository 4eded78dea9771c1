import type { Request, RequestHandler } from 'express';
import type { Identify } from '../../identity/caller.ts';

export interface AuthenticateOptions {
  readonly identify: Identify;
  /** Paths that anyone may call. */
  readonly publicPaths: ReadonlySet<string>;
}

/** Identifies the caller before anything about a path is revealed. */
export function createAuthenticate({ identify, publicPaths }: AuthenticateOptions): RequestHandler {
  return async function authenticate(req, res, next) {
    if (!publicPaths.has(req.baseUrl + req.path)) res.locals.caller = await identify(credentialsOf(req));
    next();
  };
}

function credentialsOf(req: Request) {
  return {
    /**
     * The only `Authorization` header; of several, Node would silently keep the first. A getter, because behind API Gateway it is
     * not needed, and `headersDistinct` makes Node parse all headers.
     */
    get authorization(): string | undefined {
      const values = req.headersDistinct['authorization'] ?? [];
      return values.length === 1 ? values[0] : undefined;
    },
  };
}
