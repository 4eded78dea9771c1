import { hash } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import type { UnitsUsed, UsageMeter } from '../../observability/usage-meter.ts';

/** A line of the access log. It never contains a token, a body, a query or an e-mail address. */
export type AccessLogEntry = Readonly<UnitsUsed> & {
  readonly requestId: string | undefined;
  /** The id of AWS X-Ray, if API Gateway has set one. */
  readonly traceId: string | undefined;
  readonly method: string;
  /** The path pattern of the route, so that lines can be counted by route; `unmatched` if no route matches. */
  readonly route: string;
  readonly status: number;
  readonly milliseconds: number;
  /** A hash that distinguishes callers without identifying them. */
  readonly caller: string | undefined;
  /** Whether this was the first request of the process. */
  readonly coldStart: boolean;
};

export interface AccessLogOptions {
  readonly usage: UsageMeter;
  readonly write: (entry: AccessLogEntry) => void;
  /** A monotonic clock, in milliseconds. */
  readonly clock?: () => number;
}

const TRACE_ID = /^[\w=;:-]{1,200}$/;

/** Writes one line for each response. */
export function createAccessLog({ usage, write, clock = () => performance.now() }: AccessLogOptions): RequestHandler {
  let coldStart = true;

  return function accessLog(req, res, next) {
    const start = clock();
    const isFirst = coldStart;
    coldStart = false;
    usage.measure((used) => {
      res.once('finish', () => {
        const milliseconds = Math.round((clock() - start) * 10) / 10;
        write({ ...entryOf(req, res), milliseconds, coldStart: isFirst, ...used });
      });
      next();
    });
  };
}

function entryOf(req: Request, { statusCode, locals }: Response) {
  const { requestId, route = 'unmatched', caller } = locals;
  const trace = req.headers['x-amzn-trace-id'];
  return {
    requestId,
    traceId: typeof trace === 'string' && TRACE_ID.test(trace) ? trace : undefined,
    method: req.method,
    route,
    status: statusCode,
    caller: caller && hashOf(`${caller.workspace} ${caller.sub}`),
  };
}

function hashOf(text: string): string {
  return hash('sha256', text, 'base64url').slice(0, 12);
}
