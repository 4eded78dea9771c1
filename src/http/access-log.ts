import { createHash } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';

/** What one line of the access log tells: never a token, a body, a query or an e-mail address. */
export interface AccessLogEntry {
  readonly requestId: string | undefined;
  readonly method: string;
  /** The path as its route writes it, so that lines can be counted by route; without a route, `unmatched`. */
  readonly route: string;
  readonly status: number;
  readonly milliseconds: number;
  /** Tells callers apart without naming them. */
  readonly caller: string | undefined;
}

export interface AccessLogOptions {
  readonly write: (entry: AccessLogEntry) => void;
  /** Milliseconds of a clock that only goes forward. */
  readonly clock?: () => number;
}

/** One line for each answer. */
export function createAccessLog({ write, clock = () => performance.now() }: AccessLogOptions): RequestHandler {
  return function accessLog(req, res, next) {
    const start = clock();
    res.once('finish', () => write(entryOf(req, res, Math.round((clock() - start) * 10) / 10)));
    next();
  };
}

function entryOf(req: Request, { statusCode, locals }: Response, milliseconds: number): AccessLogEntry {
  const { requestId, route = 'unmatched', caller } = locals;
  return { requestId, method: req.method, route, status: statusCode, milliseconds, caller: caller && hashOf(`${caller.workspace} ${caller.sub}`) };
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 12);
}
