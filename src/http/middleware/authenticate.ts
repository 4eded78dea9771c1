import type { Request, RequestHandler } from 'express';
import type { Identify } from '../../identity/caller.ts';

export interface AuthenticateOptions {
  readonly identify: Identify;
  /** Paths that anyone may call. */
  readonly publicPaths: ReadonlySet<string>;
}

/** Identifies the caller. Runs before routing, so that a client without a token cannot find out which paths exist. */
export function createAuthenticate({ identify, publicPaths }: AuthenticateOptions): RequestHandler {
  return async function authenticate(req, res, next) {
    if (!publicPaths.has(req.baseUrl + req.path)) res.locals.caller = await identify(credentialsOf(req));
    next();
  };
}

function credentialsOf(req: Request) {
  return {
    /**
     * The `Authorization` header; `undefined` if there are several, because Node would silently keep the first.
     * A getter, because `headersDistinct` makes Node parse all headers. Behind API Gateway, which checks the token, nothing reads it.
     */
    get authorization(): string | undefined {
      const values = req.headersDistinct['authorization'] ?? [];
      return values.length === 1 ? values[0] : undefined;
    },
  };
}
