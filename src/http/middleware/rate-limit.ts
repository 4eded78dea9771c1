import type { ErrorRequestHandler } from 'express';
import { ipKeyGenerator, type Options, rateLimit } from 'express-rate-limit';
import { Unauthenticated } from '../../identity/caller.ts';
import { Problem } from '../problem.ts';

const MINUTE = 60_000;

/**
 * Creates the rate limits of a server. On AWS, API Gateway limits the requests instead.
 * Both limits apply after the token was checked, so that requests with invalid tokens cannot use up the limit of a caller.
 * `byCaller` counts the requests of each caller. Requests to public paths have no caller and are never limited.
 * `byAddress` counts the refused tokens of each address. Above the limit, it answers 429 instead of 401.
 */
export function createRateLimits(requestsPerMinute: number) {
  const common: Partial<Options> = {
    windowMs: MINUTE,
    limit: requestsPerMinute,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    handler: (_req, res) => {
      // The library has set Retry-After.
      const wait = res.get('Retry-After') ?? 'a few';
      throw new Problem('too-many-requests', {
        detail: `The limit is ${requestsPerMinute} requests per minute. Retry in ${wait} seconds.`,
      });
    },
  };
  const byCaller = rateLimit({
    ...common,
    identifier: 'caller',
    skip: (_req, { locals: { caller } }) => caller === undefined,
    keyGenerator: (_req, { locals: { caller } }) => `${caller?.workspace} ${caller?.sub}`,
  });
  const addressLimit = rateLimit({ ...common, identifier: 'address', keyGenerator: ({ ip = '' }) => ipKeyGenerator(ip) });

  const byAddress: ErrorRequestHandler = (error: unknown, req, res, next) => {
    if (error instanceof Unauthenticated) void addressLimit(req, res, (limitError?: unknown) => next(limitError ?? error));
    else next(error);
  };
  return { byCaller, byAddress };
}
