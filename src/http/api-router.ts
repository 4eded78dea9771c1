import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import { isSafeName } from '../identity/claims.ts';
import { isRecordId } from '../schema/record-id.ts';
import type { RecordType } from '../schema/record-type.ts';
import { excerpt } from '../schema/text-rules.ts';
import { Problem } from './problem.ts';
import { throwRecordFirst } from './record-first.ts';
import type { Route } from './route.ts';
import { type ServeRouteOptions, serveRoute } from './serve-route.ts';

export interface ApiRouterOptions extends ServeRouteOptions {
  readonly routes: readonly Route[];
  readonly recordTypes: readonly RecordType[];
}

const VERSION = /^[1-9]\d{0,9}$/;

/** Creates an Express router for the API. It matches paths exactly and answers 405 to methods that a path does not support. */
export function createApiRouter({ routes, recordTypes, ...serving }: ApiRouterOptions): Router {
  const router = express.Router({ caseSensitive: true, strict: true });
  const types = new Map(recordTypes.map((type) => [type.name, type]));

  router.param('type', (_req, res, next, name: string) => {
    const type = types.get(name);
    if (type === undefined || res.locals.caller === undefined)
      throw new Problem('not-found', { detail: `There is no record type "${name}".` });
    res.locals.scope = { workspace: res.locals.caller.workspace, type };
    next();
  });
  router.param('id', (_req, res, next, id: string) => {
    if (!isRecordId(id)) throw new Problem('not-found', { detail: 'The id of a record is a UUID in lower case.' });
    res.locals.recordId = id;
    next();
  });
  router.param('person', (_req, res, next, id: string) => {
    if (!isSafeName(id)) throw new Problem('not-found', { detail: 'There is no such person.' });
    res.locals.personId = id;
    next();
  });

  router.param('version', (_req, res, next, version: string) => {
    if (!VERSION.test(version)) throw new Problem('not-found', { detail: 'A version is a whole number from 1.' });
    res.locals.version = Number(version);
    next();
  });
  router.param('changeSet', (_req, res, next, changeSet: string) => {
    if (!isRecordId(changeSet)) throw new Problem('not-found', { detail: 'The id of a change set is a UUID in lower case.' });
    res.locals.changeSet = changeSet;
    next();
  });

  // One handler for each path: Express makes a regular expression for each handler, which a cold start has to wait for.
  for (const [path, served] of byPath(routes)) router.all(path, servePath(path, served, serving));
  router.all('/api/v1/:type/:id/actions/:action', refuseAction);
  return router;
}

function servePath(path: string, served: readonly Route[], serving: ServeRouteOptions): RequestHandler {
  const handlers = new Map(served.map((route): [string, RequestHandler] => [route.method.toUpperCase(), serveRoute(route, serving)]));
  const refuse = refuseMethod(served, serving);
  const type = served[0]?.action?.type;

  return function serve(req, res, next) {
    const { caller } = res.locals;
    res.locals.route = path;
    if (type !== undefined && caller !== undefined) res.locals.scope = { workspace: caller.workspace, type };
    const handle = handlers.get(req.method === 'HEAD' ? 'GET' : req.method) ?? refuse;
    return handle(req, res, next);
  };
}

/** Names the action that the record type does not have, because the answer for unknown paths suggests other reasons. */
function refuseAction({ params: { action } }: Request, { locals: { scope } }: Response): void {
  const names = Object.keys(scope?.type.actions ?? {});
  const known = names.length === 0 ? '' : ` It has ${names.join(', ')}.`;
  throw new Problem('not-found', { detail: `The record type "${scope?.type.name}" has no action "${excerpt(String(action))}".${known}` });
}

function refuseMethod(served: readonly Route[], { store }: ServeRouteOptions): RequestHandler {
  const allow = served.flatMap(({ method }) => (method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()])).join(', ');
  const trashed = served.some(({ includesTrashed }) => includesTrashed === true);

  return async function methodNotAllowed(_req, { locals: { caller, scope, recordId: id } }) {
    const problem = new Problem('method-not-allowed', { detail: `This path supports ${allow}.`, headers: { Allow: allow } });
    if (caller !== undefined && id !== undefined) await served[0]?.find?.(caller, id);
    if (scope !== undefined && id !== undefined) await throwRecordFirst(store, { scope, id, trashed }, problem);
    throw problem;
  };
}

/** Groups routes by path, fixed words first: a parameter also matches words such as `changes`, `count` and `people`. */
function byPath(routes: readonly Route[]): [string, Route[]][] {
  const paths = new Map<string, Route[]>();
  for (const route of routes) paths.set(route.path, [...(paths.get(route.path) ?? []), route]);
  // Not with localeCompare: its first call loads the tables of Unicode, which takes 4 ms of a cold start.
  return [...paths].sort(([a], [b]) => (parametersIn(a) < parametersIn(b) ? -1 : 1));
}

/** Says for each segment whether it is a parameter: 1, or a fixed word: 0. */
function parametersIn(path: string): string {
  return path
    .split('/')
    .map((segment) => (segment.startsWith(':') ? '1' : '0'))
    .join('');
}
