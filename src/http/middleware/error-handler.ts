import type { ErrorRequestHandler, RequestHandler } from 'express';
import { Problem } from '../problem.ts';
import { type ReportFault, toProblem } from '../to-problem.ts';

/** Answers 404 if no route matches. Behind API Gateway, Express's own 404 page would become a 500 with a stack. */
export function createNotFound(): RequestHandler {
  return function notFound() {
    throw new Problem('not-found', { detail: 'There is no such path. Paths are case-sensitive, and a slash at the end matters.' });
  };
}

/** Sends all error responses. It always ends the request. */
export function createErrorHandler({ reportFault }: { reportFault: ReportFault }): ErrorRequestHandler {
  return function errorHandler(error: unknown, req, res, _next) {
    const problem = isUndecodablePath(error)
      ? new Problem('not-found', { detail: 'The path is not percent-encoded UTF-8.' })
      : toProblem(error, { ifMatch: req.headers['if-match'] });
    const { requestId = '' } = res.locals;
    reportFault(problem, { requestId });
    // The handler or the deadline has already started a response.
    if (res.headersSent) {
      res.end();
      return;
    }
    res.status(problem.status).set(problem.headers);
    res.set('Content-Type', 'application/problem+json; charset=utf-8');
    res.send(JSON.stringify(problem.toBody({ instance: req.path, requestId })));
  };
}

/** Checks for the URIError that Express's router throws if a path is not percent-encoded UTF-8. */
function isUndecodablePath(error: unknown): boolean {
  return error instanceof URIError;
}
