import type { RequestHandler } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import { Problem } from '../problem.ts';

export interface RateLimitOptions {
  /** Whose requests are counted together. */
  readonly by: 'address' | 'caller';
  readonly requestsPerMinute: number;
}

const MINUTE = 60_000;

/**
 * Bounds what one address (before the token is looked at) or one caller (after) can ask of a server. An address answers for
 * what no known caller asks: behind one office or proxy are many callers, each with a limit of their own. Behind API Gateway
 * the gateway does this.
 */
export function createRateLimit({ by, requestsPerMinute }: RateLimitOptions): RequestHandler {
  return rateLimit({
    identifier: by,
    windowMs: MINUTE,
    limit: requestsPerMinute,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    skipSuccessfulRequests: by === 'address',
    requestWasSuccessful: (_req, { locals: { caller } }) => caller !== undefined,
    keyGenerator: (req, { locals: { caller } }) =>
      by === 'address' || caller === undefined ? ipKeyGenerator(req.ip ?? '') : `${caller.workspace} ${caller.sub}`,
    handler: (_req, res) => {
      // The library has set Retry-After.
      const wait = res.get('Retry-After') ?? 'a few';
      throw new Problem('too-many-requests', {
        detail: `At most ${requestsPerMinute} requests a minute are served; wait ${wait} seconds.`,
      });
    },
  });
}
