import type { ErrorRequestHandler, RequestHandler } from 'express';
import { Problem } from '../problem.ts';
import { type ReportFault, toProblem } from '../to-problem.ts';

/** Ends what no route has answered. Express's own page would not do: behind API Gateway it becomes a 500 with a stack. */
export function createNotFound(): RequestHandler {
  return function notFound() {
    throw new Problem('not-found', { detail: 'There is no such path. Paths are exact: letter case and a slash at the end count.' });
  };
}

/** The one writer of error answers; it always ends the request. */
export function createErrorHandler({ reportFault }: { reportFault: ReportFault }): ErrorRequestHandler {
  return function errorHandler(error: unknown, req, res, _next) {
    const problem = isUndecodablePath(error)
      ? new Problem('not-found', { detail: 'The path is not percent-encoded UTF-8.' })
      : toProblem(error, { ifMatch: req.headers['if-match'] });
    const { requestId = '' } = res.locals;
    reportFault(problem, { requestId });
    // The answer has begun, or the deadline has answered already: nothing more can be told.
    if (res.headersSent) {
      res.end();
      return;
    }
    res.status(problem.status).set(problem.headers);
    res.set('Content-Type', 'application/problem+json; charset=utf-8');
    res.send(JSON.stringify(problem.toBody({ instance: req.path, requestId })));
  };
}

/** Express's router throws this for a path that is not percent-encoded UTF-8. */
function isUndecodablePath(error: unknown): boolean {
  return error instanceof URIError;
}
